import { METRIC_IDS, type MetricId } from '@learning-tracker/metrics';

type Words = readonly [name: string, description: string, sentence: string, negative?: string];

const UNITS: Readonly<Partial<Record<MetricId, string>>> = {
  metric_2: 'of_ten',
  metric_4: 'hours',
  metric_5: 'days',
  metric_6: 'days',
};

const EN: Readonly<Record<MetricId, Words>> = {
  metric_1: [
    'Content revision',
    'How much of what you visit in a day you had already completed before.',
    'On the days you studied, XXX% of the items you visited were ones you had completed before.',
  ],
  metric_2: [
    'Engagement in discussions',
    'Your questions and answers for each visit to the forum.',
    'Your engagement in the discussions is XXX out of 10.',
  ],
  metric_3: [
    'Productivity',
    'How much of what you start in a day you complete on the same day.',
    'You complete XXX% of the activities on the day you start them.',
  ],
  metric_4: [
    'Online presence',
    'Time spent on pages, videos and activities of the course.',
    'You have spent XXX hours in the course.',
  ],
  metric_5: [
    'Timing of starting activities',
    'How long after the beginning of its week you start an activity.',
    'You start activities XXX days after their week has begun, on average.',
    'You start activities XXX days before their week begins, on average.',
  ],
  metric_6: [
    'Timing of completing activities',
    'How long before the end of its week you complete an activity.',
    'You complete activities XXX days before the end of their week, on average.',
    'You complete activities XXX days after the end of their week, on average.',
  ],
  metric_7: [
    'Completed course activities',
    'The share of all activities that you have completed.',
    'You have completed YYY activities, XXX% of the course.',
  ],
  metric_8: [
    'Submitted discussion prompts',
    'The share of the discussion prompts that you have answered.',
    'You have submitted YYY discussion prompts, XXX% of all.',
  ],
  metric_9: [
    'Completed graded assignments',
    'The share of the graded assignments that you have completed.',
    'You have completed YYY graded assignments, XXX% of all.',
  ],
  metric_10: [
    'Completed reading assignments',
    'The share of the readings that you have completed.',
    'You have completed YYY readings, XXX% of all.',
  ],
  metric_11: [
    'Completed videos',
    'The share of the videos that you have watched to the end.',
    'You have completed YYY videos, XXX% of all.',
  ],
  metric_12: [
    'Current course grade',
    'Your grade if you did nothing more.',
    'Your course grade is XXX% at present.',
  ],
};

const NL: Readonly<Record<MetricId, Words>> = {
  metric_1: [
    'Herhaling van de stof',
    'Hoeveel van wat je op een dag bezoekt je al eerder had afgerond.',
    'Op de dagen dat je studeerde, had je XXX% van de bezochte onderdelen al eerder afgerond.',
  ],
  metric_2: [
    'Betrokkenheid bij discussies',
    'Je vragen en antwoorden per bezoek aan het forum.',
    'Je betrokkenheid bij de discussies is XXX van 10.',
  ],
  metric_3: [
    'Productiviteit',
    'Hoeveel van wat je op een dag begint je diezelfde dag afrondt.',
    'Je rondt XXX% van de activiteiten af op de dag dat je ze begint.',
  ],
  metric_4: [
    'Aanwezigheid online',
    'Tijd op pagina’s, video’s en activiteiten van de cursus.',
    'Je hebt XXX uur in de cursus doorgebracht.',
  ],
  metric_5: [
    'Tijdstip van beginnen',
    'Hoe lang na het begin van de week je een activiteit begint.',
    'Je begint activiteiten gemiddeld XXX dagen na het begin van hun week.',
    'Je begint activiteiten gemiddeld XXX dagen voor het begin van hun week.',
  ],
  metric_6: [
    'Tijdstip van afronden',
    'Hoe lang voor het einde van de week je een activiteit afrondt.',
    'Je rondt activiteiten gemiddeld XXX dagen voor het einde van hun week af.',
    'Je rondt activiteiten gemiddeld XXX dagen na het einde van hun week af.',
  ],
  metric_7: [
    'Afgeronde cursusactiviteiten',
    'Het deel van alle activiteiten dat je hebt afgerond.',
    'Je hebt YYY activiteiten afgerond, XXX% van de cursus.',
  ],
  metric_8: [
    'Ingediende discussieopdrachten',
    'Het deel van de discussieopdrachten dat je hebt beantwoord.',
    'Je hebt YYY discussieopdrachten ingediend, XXX% van alle.',
  ],
  metric_9: [
    'Afgeronde beoordeelde opdrachten',
    'Het deel van de beoordeelde opdrachten dat je hebt afgerond.',
    'Je hebt YYY beoordeelde opdrachten afgerond, XXX% van alle.',
  ],
  metric_10: [
    'Afgeronde leesopdrachten',
    'Het deel van de leesstof dat je hebt afgerond.',
    'Je hebt YYY leesopdrachten afgerond, XXX% van alle.',
  ],
  metric_11: [
    'Afgeronde video’s',
    'Het deel van de video’s dat je tot het einde hebt bekeken.',
    'Je hebt YYY video’s afgerond, XXX% van alle.',
  ],
  metric_12: ['Huidig cursuscijfer', 'Je cijfer als je niets meer zou doen.', 'Je cursuscijfer is nu XXX%.'],
};

const STATEMENTS = [
  'I set standards for my assignments in online courses.',
  'I set goals for what I want to have learned by the end of the week.',
  'I keep a high standard for my learning in this course.',
  'I set goals that help me to manage my study time.',
  'I do not lower the quality of my work because it is online.',
  'I choose the place where I study so that little distracts me.',
  'I find a comfortable place to study.',
  'I know where I can study this course most efficiently.',
  'I choose a time with few distractions for studying.',
  'I plan ahead which parts of the course I will work on.',
  'I take thorough notes, since they matter more online than in a classroom.',
  'I read aloud what is posted to fight distractions.',
  'I prepare my questions before I join a discussion.',
  'I work on more problems than those assigned, to master the content.',
  'I set aside extra time for this course, since it takes time.',
  'I try to study at the same time every day or every week.',
  'I spread my study time evenly over the days.',
  'I find someone who knows the content, so that I can ask when I need help.',
  'I share my problems with other learners, so that we can solve them together.',
  'I ask the teaching staff when I am stuck.',
  'I am persistent in getting help.',
  'I summarise what I have learned to see whether I have understood it.',
  'I ask myself many questions about the material while I study.',
  'I compare how I am doing with what I had planned.',
];

/** What the gateway's catalogue answers. */
export function standInCatalogue(language: string) {
  const known = language === 'nl' ? 'nl' : 'en';
  const words = known === 'nl' ? NL : EN;
  return {
    language: known,
    languages: ['en', 'nl'],
    indicators: METRIC_IDS.map((id) => {
      const [name, description, sentence, negativeSentence] = words[id];
      const unit = UNITS[id] ?? 'percent';
      return { id, name, description, unit, sentence, ...(negativeSentence ? { negativeSentence } : {}) };
    }),
    srl: {
      scale:
        known === 'nl'
          ? { min: 1, max: 7, minLabel: 'helemaal niet waar voor mij', maxLabel: 'helemaal waar voor mij' }
          : { min: 1, max: 7, minLabel: 'not at all true for me', maxLabel: 'very true for me' },
      statements: STATEMENTS,
    },
  };
}
