import type { Language } from './words.ts';

export const NL: Language = {
  indicators: {
    metric_1: {
      name: 'Herhaling van de stof',
      description: 'Hoeveel van wat je op een dag bezoekt je al eerder had afgerond.',
      sentence: 'Op de dagen dat je studeerde, had je XXX% van de bezochte onderdelen al eerder afgerond.',
    },
    metric_2: {
      name: 'Betrokkenheid bij discussies',
      description: 'Je vragen en antwoorden per bezoek aan het forum.',
      sentence: 'Je betrokkenheid bij de discussies is XXX van 10.',
    },
    metric_3: {
      name: 'Productiviteit',
      description: 'Hoeveel van wat je op een dag begint je diezelfde dag afrondt.',
      sentence: 'Je rondt XXX% van de activiteiten af op de dag dat je ze begint.',
    },
    metric_4: {
      name: 'Aanwezigheid online',
      description: 'Tijd op pagina’s, video’s en activiteiten van de cursus.',
      sentence: 'Je hebt XXX uur in de cursus doorgebracht.',
    },
    metric_5: {
      name: 'Tijdstip van beginnen',
      description: 'Hoe lang na het begin van de week je een activiteit begint.',
      sentence: 'Je begint activiteiten gemiddeld XXX dagen na het begin van hun week.',
      negativeSentence: 'Je begint activiteiten gemiddeld XXX dagen voor het begin van hun week.',
    },
    metric_6: {
      name: 'Tijdstip van afronden',
      description: 'Hoe lang voor het einde van de week je een activiteit afrondt.',
      sentence: 'Je rondt activiteiten gemiddeld XXX dagen voor het einde van hun week af.',
      negativeSentence: 'Je rondt activiteiten gemiddeld XXX dagen na het einde van hun week af.',
    },
    metric_7: {
      name: 'Afgeronde cursusactiviteiten',
      description: 'Het deel van alle activiteiten dat je hebt afgerond.',
      sentence: 'Je hebt YYY activiteiten afgerond, XXX% van de cursus.',
    },
    metric_8: {
      name: 'Ingediende discussieopdrachten',
      description: 'Het deel van de discussieopdrachten dat je hebt beantwoord.',
      sentence: 'Je hebt YYY discussieopdrachten ingediend, XXX% van alle.',
    },
    metric_9: {
      name: 'Afgeronde beoordeelde opdrachten',
      description: 'Het deel van de beoordeelde opdrachten dat je hebt afgerond.',
      sentence: 'Je hebt YYY beoordeelde opdrachten afgerond, XXX% van alle.',
    },
    metric_10: {
      name: 'Afgeronde leesopdrachten',
      description: 'Het deel van de leesstof dat je hebt afgerond.',
      sentence: 'Je hebt YYY leesopdrachten afgerond, XXX% van alle.',
    },
    metric_11: {
      name: 'Afgeronde video’s',
      description: 'Het deel van de video’s dat je tot het einde hebt bekeken.',
      sentence: 'Je hebt YYY video’s afgerond, XXX% van alle.',
    },
    metric_12: {
      name: 'Huidig cursuscijfer',
      description: 'Je cijfer als je niets meer zou doen.',
      sentence: 'Je cursuscijfer is nu XXX%.',
    },
  },
  questionnaire: {
    minLabel: 'helemaal niet waar voor mij',
    maxLabel: 'helemaal waar voor mij',
    statements: [
      'Voordat ik aan een week begin, bepaal ik wat ik aan het eind ervan wil kunnen.',
      'Ik weet met welk resultaat ik in deze cursus tevreden zou zijn.',
      'Ik verdeel een groot doel in kleinere die ik in een paar dagen kan halen.',
      'Ik stel doelen die iets van me vragen en toch haalbaar zijn.',
      'Ik houd bij het studeren voor ogen waarom ik deze cursus volg.',
      'Voor ik ga studeren, denk ik na over de stappen die ik ga zetten.',
      'Ik bekijk eerst de stof van een week en kies dan waar ik begin.',
      'Ik kies een manier van studeren die bij de soort stof past.',
      'Ik zorg dat ik heb wat ik nodig heb voordat ik begin.',
      'Ik weet van tevoren wat ik zal doen als ik vastloop.',
      'Na het studeren vraag ik me af wat ik echt heb begrepen.',
      'Ik vergelijk wat ik heb gedaan met wat ik van plan was.',
      'Als een manier van studeren me niet helpt, probeer ik een andere.',
      'Ik bekijk feedback en resultaten opnieuw om te zien wat ik beter kan doen.',
      'Ik kan zeggen welke delen van de cursus ik beheers en welke nog niet.',
      'Ik houd vaste momenten in mijn week vrij voor deze cursus.',
      'Ik verdeel het werk over de week in plaats van het tot het eind te laten liggen.',
      'Ik schat hoelang een taak zal duren voordat ik eraan begin.',
      'Ik maak af wat ik voor een dag had gepland, ook als andere dingen mijn aandacht vragen.',
      'Ik merk op tijd dat ik achterloop en maak dan ruimte om bij te komen.',
      'Als ik iets niet begrijp, weet ik waar of aan wie ik het kan vragen.',
      'Ik gebruik het forum als een vraag me belet verder te gaan.',
      'Ik zoek andere uitleg als die van de cursus me niet genoeg is.',
      'Ik vraag vroeg om hulp, voordat een probleem me lang ophoudt.',
    ],
  },
};
