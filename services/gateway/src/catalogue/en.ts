import { CATALOGUE } from './indicators.ts';
import type { IndicatorWords, Language } from './words.ts';

const words = (
  { name }: { readonly name: string },
  description: string,
  sentence: string,
  negativeSentence?: string,
): IndicatorWords => ({
  name,
  description,
  sentence,
  ...(negativeSentence === undefined ? {} : { negativeSentence }),
});

export const EN: Language = {
  indicators: {
    metric_1: words(
      CATALOGUE.metric_1,
      'How much of what you visit in a day you had already completed before.',
      'On the days you studied, XXX% of the items you visited were ones you had completed before.',
    ),
    metric_2: words(
      CATALOGUE.metric_2,
      'Your questions and answers for each visit to the forum.',
      'Your engagement in the discussions is XXX out of 10.',
    ),
    metric_3: words(
      CATALOGUE.metric_3,
      'How much of what you start in a day you complete on the same day.',
      'You complete XXX% of the activities on the day you start them.',
    ),
    metric_4: words(
      CATALOGUE.metric_4,
      'Time spent on pages, videos and activities of the course.',
      'You have spent XXX hours in the course.',
    ),
    metric_5: words(
      CATALOGUE.metric_5,
      'How long after the beginning of its week you start an activity.',
      'You start activities XXX days after their week has begun, on average.',
      'You start activities XXX days before their week begins, on average.',
    ),
    metric_6: words(
      CATALOGUE.metric_6,
      'How long before the end of its week you complete an activity.',
      'You complete activities XXX days before the end of their week, on average.',
      'You complete activities XXX days after the end of their week, on average.',
    ),
    metric_7: words(
      CATALOGUE.metric_7,
      'The share of all activities that you have completed.',
      'You have completed YYY activities, XXX% of the course.',
    ),
    metric_8: words(
      CATALOGUE.metric_8,
      'The share of the discussion prompts that you have answered.',
      'You have submitted YYY discussion prompts, XXX% of all.',
    ),
    metric_9: words(
      CATALOGUE.metric_9,
      'The share of the graded assignments that you have completed.',
      'You have completed YYY graded assignments, XXX% of all.',
    ),
    metric_10: words(
      CATALOGUE.metric_10,
      'The share of the readings that you have completed.',
      'You have completed YYY readings, XXX% of all.',
    ),
    metric_11: words(
      CATALOGUE.metric_11,
      'The share of the videos that you have watched to the end.',
      'You have completed YYY videos, XXX% of all.',
    ),
    metric_12: words(
      CATALOGUE.metric_12,
      'Your grade if you did nothing more.',
      'Your course grade is XXX% at present.',
    ),
  },
  questionnaire: {
    minLabel: 'not at all true for me',
    maxLabel: 'very true for me',
    statements: [
      'Before I start a week, I decide what I want to be able to do at its end.',
      'I know what result I would be satisfied with in this course.',
      'I break a large aim into smaller ones that I can reach in a few days.',
      'I set aims that ask something of me and are still within reach.',
      'I keep my reasons for taking this course in mind while I study.',
      'Before a study session I think through the steps I will take.',
      'I look over the material of a week first and then choose where to begin.',
      'I choose a way of studying that fits the kind of material.',
      'I make sure that I have what I need before I begin.',
      'I know beforehand what I will do when I get stuck.',
      'After a study session I ask myself what I have really understood.',
      'I compare what I have done with what I had meant to do.',
      'When a way of studying does not help me, I try another one.',
      'I go back over feedback and results to see what I can do better.',
      'I can tell which parts of the course I master and which I do not yet.',
      'I keep fixed moments in my week free for this course.',
      'I spread the work over the week instead of leaving it to the end.',
      'I estimate how long a task will take before I begin it.',
      'I finish what I had planned for a day, also when other things ask for my attention.',
      'I notice in time when I fall behind, and make room to catch up.',
      'When I do not understand something, I know where or whom I can ask.',
      'I use the forum when a question keeps me from going on.',
      'I look for other explanations when that of the course is not enough for me.',
      'I ask for help early, before a problem holds me up for long.',
    ],
  },
};
