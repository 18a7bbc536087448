// What each offered tool is good for, judged by what it says about itself: description first, then names and schema. Nothing here knows
// a tool by name; a tool called `foo` whose description says that it searches is a search.

import { isJsonObject, ownValue, type JsonObject } from '../../../../shared/json/value.ts';
import type { OfferedTool } from '../request.ts';
import { stemsOf } from './words.ts';

/** What a tool is used for. `act` changes something outside; `other` is a speciality that only its subject can call for. */
export const purposes = ['today', 'search', 'read', 'list', 'compute', 'ask', 'act', 'other'] as const;
export type Purpose = (typeof purposes)[number];

export interface JudgedTool extends OfferedTool {
  readonly purpose: Purpose;
  /** Stems of all that the tool says about itself. */
  readonly stems: ReadonlySet<string>;
  readonly required: readonly string[];
}

/** The offered tools, judged. One that only pages through earlier results is left out: the rehearsal reads what it is shown. */
export function judgeTools(tools: readonly OfferedTool[]): JudgedTool[] {
  return tools
    .filter((tool) => !pagesThroughResults.test(tool.description))
    .map((tool) => {
      const properties = propertiesOf(tool.parameters);
      return {
        ...tool,
        purpose: purposeOf(tool, properties),
        stems: stemsOf(`${spaced(tool.name)} ${tool.description} ${wordsOfProperties(properties)}`),
        required: requiredOf(tool.parameters),
      };
    });
}

const pagesThroughResults =
  /\b(?:result|output)s?\b[^.]{0,60}\b(?:shown only in part|hidden|truncated|elided|clamped)\b/i;

/** A name in words: `findPassages_v2` is "find Passages v2". */
export function spaced(name: string): string {
  return name.replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2').replace(/[_-]+/g, ' ');
}

/** The properties of an object schema, by name. */
export function propertiesOf(schema: JsonObject): readonly (readonly [string, JsonObject])[] {
  const properties = ownValue(schema, 'properties');
  if (!isJsonObject(properties)) return [];
  return Object.entries(properties).map(([name, property]) => [name, isJsonObject(property) ? property : {}] as const);
}

/** The names of the required properties of an object schema. */
export function requiredOf(schema: JsonObject): string[] {
  const required = ownValue(schema, 'required');
  return Array.isArray(required) ? required.filter((name) => typeof name === 'string') : [];
}

interface Sign {
  readonly purpose: Purpose;
  readonly description: RegExp;
  readonly properties: RegExp;
}

const signs: readonly Sign[] = [
  {
    purpose: 'today',
    description:
      /\b(?:current|today['’]?s?|present|system)\b[^.]{0,25}\b(?:date|time|day|moment)\b|\b(?:today|clock|what day|date and time|time of day|wall time|heutige\w*|aktuelle[sn]? (?:datum|uhrzeit|zeit)|datum von heute|uhrzeit|date du jour|heure actuelle|fecha actual|fecha de hoy|hora actual)\b|今天|当前(?:的)?(?:日期|时间)|现在(?:的)?(?:日期|时间)|今日|現在(?:の)?(?:日付|時刻)|сегодня|текущ\S+ дат/i,
    properties: /^(?:tz|time_?zone|zeitzone|时区|fuseau)$/i,
  },
  {
    purpose: 'search',
    description:
      /\b(?:search\w*|find\w*|retriev\w*|look(?:s|ing)? (?:up|for)|lookup|quer(?:y|ies|ying)|matching|nearest|relevant|similar|semantic\w*|collection|corpus|knowledge base|archive|index|such[et]?\w*|durchsuch\w*|finde[tn]?|nachschlag\w*|trefferliste|fundstellen|recherche\w*|cherche\w*|trouve\w*|busca\w*|encuentra\w*|consulta\w*)\b|检索|搜索|查找|查询|搜寻|検索|探す|поиск|найти|искать/gi,
    properties:
      /^(?:q|query|queries|question|search\w*|keywords?|terms?|topic|needle|text|phrase|suchbegriffe?|suchtext|anfrage|frage|stichw\w*|thema|requete|consulta|pregunta|查询\S*|关键词|问题|搜索词|检索词|クエリ|запрос)$/i,
  },
  {
    purpose: 'read',
    description:
      /\b(?:read(?:s|ing)?|open(?:s|ing)?|fetch\w*|full text|whole (?:document|file|text)|entire|contents? of|surrounding|by (?:its )?(?:id|path|name|reference|key|url)|load\w*|lies\w*|lese\w*|öffne\w*|volltext\w*|inhalt (?:einer|eines|der|des)|gesamte[nrs]? \w+|texte intégral|ouvr\w*|lire|lit|contenu|leer|lee|abrir|contenido)\b|读取|打开|全文|原文|取回|文件内容|読む|読み|прочит|открыть/gi,
    properties:
      /(?:^|_)(?:id|ids|file|file_?name|path|ref|reference|uri|url|doc|document|handle|slug|key|datei|pfad|kennung|dokument|fundstelle|fichier|chemin|archivo|ruta)$|[a-z](?:Id|Ref|Path|File|Name)$|编号|文件|文档|路径|标识/i,
  },
  {
    purpose: 'list',
    description:
      /\blists? (?:all|the|every|of|which|available|files|documents|entries)\b|\b(?:enumerat\w*|table of contents|directory|what (?:files|documents) (?:exist|are)|available (?:files|documents|sources)|inventory|verzeichnis|auflist\w*|listet|alle (?:dateien|dokumente)|liste (?:les|des)|lista (?:los|de))\b|列出|目录|清单|一覧|список/gi,
    properties: /^(?:folder|directory|prefix|glob|ordner|verzeichnis|目录)$/i,
  },
  {
    purpose: 'compute',
    description:
      /\b(?:calculat\w*|comput\w*|arithmetic\w*|mathematic\w*|maths?|evaluat\w* (?:an? )?(?:\w+ )?(?:expression|formula)|expressions?|formula\w*|percent\w*|add(?:s|ition)?|subtract\w*|multipl\w*|divid\w*|sums?|rechn\w*|berechn\w*|ausdr[uü]ck\w*|formel\w*|arithmeti\w*|grundrechen\w*|calcul\w*|expresi[oó]n\w*)\b|计算|算式|表达式|运算|求值|加减乘除|計算|式を|вычисл|арифмет/gi,
    properties:
      /^(?:expr|expression|formula|operation|operands?|numbers|values|a|b|x|y|left|right|base|old|new|old_?value|new_?value|ausdruck|formel|rechnung|zahlen|operator|op|表达式|算式|公式|数字)$/i,
  },
  {
    purpose: 'ask',
    description:
      /\b(?:ask(?:s|ing)? (?:the |a |an )?(?:user|person|human|author|operator|reader|client|colleague|someone|somebody)|human|clarif\w*|approval|confirm(?:ation)? (?:from|by)|a person (?:answers|decides)|rückfrage\w*|frag\w* (?:den|die|einen|eine|beim?) (?:nutzer|benutzer|mensch|person|kunden|anwender)\w*|mensch\w*|genehmig\w*|freigabe|demande\w* à|pregunta\w* al?)\b|询问(?:用户|人)|向(?:用户|人)|人工|请示|人に|ユーザーに(?:質問|確認)|спросить/gi,
    properties: /^(?:question_for_\w+|ask|prompt_to_\w+)$/i,
  },
  {
    purpose: 'act',
    description:
      /\b(?:sends?|emails?|mails? (?:a|the)|posts? (?:a|the|to)|publish\w*|writes? (?:a|the|to)|saves?|stores?|creates?|deletes?|removes?|updates?|overwrites?|moves?|pays?|transfers?|purchas\w*|books?|orders?|cancels?|schedules?|notif\w*|trigger\w*|deploy\w*|execut\w*|runs? (?:a |an |the )?(?:command|shell|script|program)|versende\w*|sende[tn]?|verschick\w*|schreib[et]\w*|lösch\w*|speicher\w*|bestell\w*|buch(?:t|en)|überweis\w*|envoie|envoyer|supprime\w*|enregistre\w*|envía|borra|guarda)\b|发送|写入|删除|保存|创建|更新|预订|支付|通知|発送|送信|削除|отправ|удал/gi,
    properties: /^(?:recipient|to_?address|subject|message_?body|empfänger|betreff|收件人)$/i,
  },
];

function purposeOf(tool: OfferedTool, properties: readonly (readonly [string, JsonObject])[]): Purpose {
  const required = requiredOf(tool.parameters);
  const said = tool.description === '' ? spaced(tool.name) : tool.description;
  const lead = said.split(/(?<=[.!?。！？])\s*/u)[0] ?? said;
  const leaves = [...properties, ...properties.flatMap(([, property]) => propertiesOf(property))];
  const scores = new Map<Purpose, number>();
  for (const sign of signs) {
    const inLead = matches(lead, sign.description);
    const inRest = matches(said, sign.description) - inLead;
    const opens = new RegExp(`^\\W*(?:${sign.description.source})`, 'i').test(lead) ? 2 : 0;
    const inName = matches(spaced(tool.name), sign.description);
    const byProperty = leaves.filter(([name]) => sign.properties.test(name)).length;
    const byPropertyWords = leaves.filter(
      ([name, property]) =>
        !sign.properties.test(name) && matches(String(ownValue(property, 'description') ?? ''), sign.description) > 0,
    ).length;
    const spoken = Math.min(inLead, 3) * 2 + opens + Math.min(inRest, 2) + inName;
    scores.set(sign.purpose, spoken + Math.min(byProperty, 2) * 1.5 + Math.min(byPropertyWords, 2) * 0.75);
  }
  const raise = (purpose: Purpose, by: number) => scores.set(purpose, (scores.get(purpose) ?? 0) + by);
  const texts = leaves.filter(([, property]) => isFreeText(property)).map(([name]) => name);
  const numeric = leaves.filter(([, property]) => ['number', 'integer'].includes(String(ownValue(property, 'type'))));
  if (texts.length === 0 && numeric.length === 0 && !hasArray(leaves)) {
    for (const purpose of ['search', 'read', 'compute', 'ask', 'act'] as const) raise(purpose, -3);
  } else if (required.length > 0) {
    raise('today', -4);
    raise('list', -2);
  }
  if (required.length === 0 && (scores.get('today') ?? 0) > 0) raise('today', 1);
  if (texts.length === 0) raise('search', -2);
  const takesExpression = leaves.some(([name, property]) =>
    /express|formula|formel|ausdruck|rechnung|equation|arithmetic|表达式|算式|公式/i.test(
      `${name} ${String(ownValue(property, 'description') ?? '')}`,
    ),
  );
  if (!takesExpression && numeric.length === 0 && !hasArray(leaves)) {
    raise('compute', -2.5);
  }
  let best: Purpose = 'other';
  let bestScore = 2.4;
  for (const purpose of ['act', 'ask', 'today', 'list', 'compute', 'read', 'search'] as const) {
    const score = scores.get(purpose) ?? 0;
    if (score > bestScore) [best, bestScore] = [purpose, score];
  }
  return best;
}

function matches(text: string, pattern: RegExp): number {
  const global = pattern.global ? pattern : new RegExp(pattern.source, `${pattern.flags}g`);
  return new Set([...text.matchAll(global)].map((match) => match[0].toLowerCase())).size;
}

function isFreeText(property: JsonObject): boolean {
  const type = ownValue(property, 'type');
  const isText = type === 'string' || (Array.isArray(type) && type.includes('string'));
  const listed = ownValue(property, 'items');
  return (
    (isText && ownValue(property, 'enum') === undefined && ownValue(property, 'const') === undefined) ||
    (isJsonObject(listed) && isFreeText(listed))
  );
}

function hasArray(leaves: readonly (readonly [string, JsonObject])[]): boolean {
  return leaves.some(([, property]) => ownValue(property, 'type') === 'array');
}

function wordsOfProperties(properties: readonly (readonly [string, JsonObject])[]): string {
  return properties
    .map(([name, property]) => `${spaced(name)} ${String(ownValue(property, 'description') ?? '')}`)
    .join(' ');
}
