/** What learners write: with all that a dialect has to survive. */
export const TITLES: readonly string[] = [
  'Question, "about" the deadline',
  'Slide 12: y = a\\b?',
  'Introductions — hello from everyone 👋',
  'Hoe reken je dit uit?',
  '为什么结果不同?',
  'Typo in the "formula", I think\n(second line)',
  'Backslash at the end \\',
];

export const DETAILS: readonly string[] = [
  'I tried it twice, and got 0.5 and "NA". Which one is right?',
  'See C:\\data\\week,1.csv\nline two\r\nline three',
  '¿Alguien más? Merci d’avance — naïve question…',
  '<p>Is it <b>\\"escaped\\"</b> or not?</p>',
  ' leading blank, trailing comma,',
];

export const REPLIES: readonly string[] = [
  'Same here!',
  'Look at "Lecture 3", from minute 4; it says:\n\t\\mu = 1',
  'Thanks, that helped 🙏',
  'Je moet eerst delen, dan optellen.',
  'No, see above.',
];
