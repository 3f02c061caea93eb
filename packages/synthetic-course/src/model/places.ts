/** Where a learner lives. The offset is that of winter time the whole year: enough for times of day. */
export interface Place {
  readonly country: string;
  readonly region: string;
  readonly timeZone: string;
  readonly offsetMinutes: number;
  readonly language: string;
}

export const PLACES: readonly Place[] = [
  {
    country: 'NL',
    region: 'ZH',
    timeZone: 'Europe/Amsterdam',
    offsetMinutes: 60,
    language: 'nl-NL,nl;q=0.9',
  },
  { country: 'CO', region: 'DC', timeZone: 'America/Bogota', offsetMinutes: -300, language: 'es-CO' },
  {
    country: 'IN',
    region: 'KA',
    timeZone: 'Asia/Kolkata',
    offsetMinutes: 330,
    language: 'en-IN,en;q=0.8,hi;q=0.6',
  },
  {
    country: 'US',
    region: 'CA',
    timeZone: 'America/Los_Angeles',
    offsetMinutes: -480,
    language: 'en-US,en;q=0.9',
  },
  { country: 'CN', region: '', timeZone: 'Asia/Shanghai', offsetMinutes: 480, language: 'zh-CN' },
  { country: 'BR', region: 'SP', timeZone: 'America/Sao_Paulo', offsetMinutes: -180, language: 'pt-BR' },
  { country: 'FR', region: 'IDF', timeZone: 'Europe/Paris', offsetMinutes: 60, language: 'fr' },
  { country: 'NG', region: 'LA', timeZone: 'Africa/Lagos', offsetMinutes: 60, language: 'en-GB' },
];

export interface Device {
  readonly userAgent: string;
  readonly os: string;
  readonly browser: string;
}

export const COMPUTERS: readonly Device[] = [
  {
    userAgent:
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36',
    os: 'Windows',
    browser: 'Chrome',
  },
  {
    userAgent:
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.2 Safari/605.1.15',
    os: 'Mac OS X',
    browser: 'Safari',
  },
  {
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0',
    os: 'Linux',
    browser: 'Firefox',
  },
];

export const PHONES: readonly Device[] = [
  { userAgent: 'Coursera/5.9 (iPhone; iOS 17.2; Scale/3.00)', os: 'iOS', browser: 'Mobile Safari' },
  { userAgent: 'Coursera/5.9 ("Pixel" 8; Android 14)', os: 'Android', browser: 'Chrome Mobile' },
];
