// Words, terms and sentences of any text, well enough to compare a question with passages: lower case, without accents, endings cut,
// Chinese, Japanese and Korean as pairs of characters. No dictionary; what a tool is for is decided in tools.ts.

/** A word of a text that carries meaning. */
export interface Term {
  /** As written. */
  readonly surface: string;
  /** What it is compared by. */
  readonly stem: string;
}

/** The terms of a text in its order, each stem once. */
export function termsOf(text: string): Term[] {
  const terms = new Map<string, Term>();
  for (const match of text.matchAll(wordPattern)) {
    const word = match[0];
    for (const term of eastAsian.test(word) ? pairsOf(word) : [{ surface: word, stem: stemOf(word) }]) {
      if (!isCommon(term) && !terms.has(term.stem)) terms.set(term.stem, term);
    }
  }
  return [...terms.values()];
}

/** The stems of a text. */
export function stemsOf(text: string): ReadonlySet<string> {
  return new Set(termsOf(text).map((term) => term.stem));
}

/** How many of the wanted stems a set holds. */
export function overlap(wanted: Iterable<string>, held: ReadonlySet<string>): number {
  let count = 0;
  for (const stem of wanted) if (held.has(stem)) count += 1;
  return count;
}

/** The sentences of a text in order; headings, table lines and list items are sentences of their own. */
export function sentencesOf(text: string): string[] {
  const sentences: string[] = [];
  for (const paragraph of paragraphsOf(text)) {
    let pending = '';
    for (const piece of paragraph.split(sentenceEnd)) {
      const part = piece.trim();
      if (part === '') continue;
      pending = pending === '' ? part : `${pending} ${part}`;
      if (abbreviation.test(pending)) continue;
      sentences.push(pending);
      pending = '';
    }
    if (pending !== '') sentences.push(pending);
  }
  return sentences;
}

/** Names in a text: words that begin with a capital letter inside a sentence, joined where they follow each other. */
export function namesOf(text: string): string[] {
  const names = new Map<string, string>();
  for (const sentence of sentencesOf(text)) {
    for (const match of sentence.matchAll(namePattern)) {
      const name = match[0];
      const opensSentence = !name.includes(' ') && /(?:^|[.!?:;”"“„(·|]\s*)$/.test(sentence.slice(0, match.index));
      if (opensSentence || termsOf(name).length === 0 || /^\p{L}$/u.test(name)) continue;
      names.set(name.toLowerCase(), name);
    }
  }
  return [...names.values()];
}

/** Whether a text is mostly written in Chinese, Japanese or Korean. */
export function isEastAsian(text: string): boolean {
  return (text.match(eastAsianCharacters) ?? []).length * 3 > text.replace(/\s/g, '').length;
}

/** What a word is compared by. */
export function stemOf(word: string): string {
  const plain = word
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/['’]s$/, '');
  if (/\d/.test(plain)) return plain;
  const regular = irregular.get(plain);
  if (regular !== undefined) return stemOf(regular);
  if (plain.length > 4 && plain.endsWith('ies')) return `${plain.slice(0, -3)}y`;
  for (const ending of endings) {
    if (plain.length - ending.length >= 4 && plain.endsWith(ending)) return plain.slice(0, -ending.length);
  }
  return plain;
}

// Forms that reports use for what questions ask in the infinitive.
const irregular: ReadonlyMap<string, string> = new Map([
  ['rose', 'rise'],
  ['risen', 'rise'],
  ['fell', 'fall'],
  ['fallen', 'fall'],
  ['grew', 'grow'],
  ['grown', 'grow'],
  ['spent', 'spend'],
  ['paid', 'pay'],
  ['lost', 'lose'],
  ['began', 'begin'],
  ['chose', 'choose'],
  ['chosen', 'choose'],
  ['found', 'find'],
]);

const eastAsian = /[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]/;
const eastAsianCharacters = /[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]/g;
const wordPattern =
  /[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]+|\d+(?:[.,:-]\d+)*|[^\W\d_\u2e80-\u9fff\uac00-\ud7af]?(?:(?![\u2e80-\u9fff\uac00-\ud7af])[\p{L}\p{M}])+(?:['’](?:\p{L})+)?\d*/gu;
const namePattern = /\p{Lu}[\p{L}\d]+(?:[ -]\p{Lu}[\p{L}\d]+)*/gu;
const sentenceEnd = /(?<=[.!?…]["”»)\]]?)\s+(?=["“„«(]?[\p{Lu}\p{N}])|(?<=[。！？])/u;
const abbreviation =
  /(?:^|[\s(])(?:No|Nr|St|Dr|Mr|Mrs|Ms|Prof|approx|ca|vs|etc|e\.g|i\.e|z\.B|bzw|Abs|Art|Fig|Jan|Feb|Apr|Aug|Sept|Oct|Nov|Dec|\p{Lu})\.$/u;
const endings = ['ungen', 'ings', 'ung', 'ing', 'edly', 'ed', 'es', 'en', 'er', 'em', 's', 'e', 'n'];

function paragraphsOf(text: string): string[] {
  const paragraphs: string[] = [];
  let current = '';
  for (const line of text.replace(/\r/g, '').split('\n')) {
    const plain = line.trim().replace(/^(?:[-*•]|\d{1,2}[.)])\s+/, '');
    const standsAlone = plain === '' || /^(?:#|\||>|<|[A-Z][\w ]{0,20}:\s)/.test(plain) || plain !== line.trim();
    if (standsAlone && current !== '') {
      paragraphs.push(current);
      current = '';
    }
    if (plain === '') continue;
    current = current === '' ? plain : `${current} ${plain}`;
    if (/^(?:#|\||(?:Date|Source|Author|Datum|Quelle|日期|来源)\s*[:：])/.test(plain)) {
      paragraphs.push(current);
      current = '';
    }
  }
  if (current !== '') paragraphs.push(current);
  return paragraphs;
}

function pairsOf(run: string): Term[] {
  const pairs: Term[] = [];
  for (const piece of run.split(eastAsianBreaks)) {
    if (piece.length < 2) continue;
    for (let at = 0; at + 2 <= piece.length; at += 1) {
      const pair = piece.slice(at, at + 2);
      pairs.push({ surface: pair, stem: pair });
    }
  }
  return pairs;
}

const eastAsianBreaks =
  /什么|多少|如何|怎么|为什么|哪些|哪个|请问|请|告诉|关于|以及|根据|回答|引用|简报|写一份|过去|最近|四周|[的了是在和与及吗呢把被对从到上下这那有年月日个]|です|ます|した|して|ください|について|[はがをにでともの]/;

function isCommon(term: Term): boolean {
  return (
    (term.stem.length < 2 && !/\d/.test(term.stem)) || common.has(term.stem) || common.has(term.surface.toLowerCase())
  );
}

// Words of grammar and of asking, in the languages people ask in; they say nothing about the subject.
const common: ReadonlySet<string> = new Set(
  `a about above after all also am an and any are as at be because been before being below between both but by can could did do does
doing down during each few for from further get had has have having he her here hers him his how i if in into is it its itself just
let me more most my no nor not now of off on once only or other our out over own per same she should so some such than that the their
them then there these they this those through to too under until up us very was we were what when where which while who whom why will
with within would you your yours since still yet every either whether among against via another else
please write give tell show find explain describe list make use using used answer answers question questions brief briefing report
reports summary summarise summarize summarised overview cite cites cited citing citation citations source sources passage passages
evidence sentence sentences heading headings section sections bullet bullets format json markdown structured structure short concise
say says said state states stated include including need needs want know much many figure figures number numbers compare compute
calculate last past recent recently week weeks month months day days year years today latest current currently news item items document
documents file files text based provide return respond output word words first second new one two three four five six seven eight
nine ten according happened story stories disagree differ agree whether exactly several various different important main about
corrected corrections changed change changes
der die das den dem des ein eine einer eines einem einen und oder aber nicht auch als am an auf aus bei bis durch für gegen im in ist
ins mit nach noch nur ob ohne sich sie sind so über um unter vom von vor war waren was wann warum wer wie wird werden wo wurde wurden
zu zum zur zwischen hat haben hatte ich ihr ihre es er wir dass diese dieser dieses dies welche welcher welches viel viele bitte schreibe
schreib gib nenne zeige erkläre beschreibe antworte nutze nutzen verwende frage bericht berichte kurz quelle quellen zitiere letzten
letzte letzter woche wochen monat monate monaten tag tage tagen jahr jahre jahren heute aktuell aktuelle zahlen vergleiche
le la les un une des du de et ou mais ne pas plus par pour sur dans avec sans est sont était été ce cette ces il elle ils elles que qui
quoi quand comment pourquoi combien où au aux en se son sa ses leur leurs nous vous quel quelle quels quelles dernières derniers
semaines mois jours
el los las una unos unas y o pero no por para con sin en es son era fue ha han este esta estos estas que quien cuando como cuanto
cuántos cuál cuáles del al se su sus lo`
    .split(/\s+/)
    .flatMap((word) => [word, stemOf(word)]),
);
