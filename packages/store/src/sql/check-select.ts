import { AttuneError } from "@attune/model/errors";
import { tableNames } from "./schema.ts";

/** A question somebody wrote is at most this long. */
const longestText = 20_000;
const deepest = 40;

type Token = { kind: "word" | "quoted" | "string" | "number" | "sign"; text: string };

/**
 * A question in SQL that somebody wrote, made safe: one SELECT over the tables of analytics, with the functions that are listed here and no others. Returns
 * it written anew from its tokens, so that what runs is what was checked. Throws `bad-request` with what is not allowed.
 */
export function checkSelect(text: string): string {
  if (text.length > longestText) refuse(`is longer than ${longestText} characters`);
  const tokens = tokensOf(text);
  const first = tokens[0]?.text.toLowerCase();
  if (first !== "select" && first !== "with") refuse("begins with SELECT or WITH");
  checkWords(tokens);
  checkTables(tokens);
  return tokens.map((token) => token.text).join(" ");
}

function refuse(why: string): never {
  throw new AttuneError("bad-request", `The query ${why}.`, { path: "sql" });
}

const word = /[A-Za-z_][A-Za-z0-9_]*/y;
const number = /(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?)/iy;
const text = /'(?:[^'\\]|''|\\['\\nrt0])*'/y;
const quotedWord = /"[A-Za-z_][A-Za-z0-9_ ]*"|`[A-Za-z_][A-Za-z0-9_ ]*`/y;
const sign = /->|::|<=|>=|<>|!=|==|\|\||[-+*/%(),.=<>[\]?:]/y;
const space = /\s+/y;

function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  const kinds = [
    ["word", word],
    ["number", number],
    ["string", text],
    ["quoted", quotedWord],
    ["sign", sign],
  ] as const;
  for (let at = 0; at < source.length; ) {
    if (source.startsWith("--", at) || source.startsWith("/*", at)) refuse("holds a comment, which is not allowed");
    space.lastIndex = at;
    if (space.test(source)) {
      at = space.lastIndex;
      continue;
    }
    const found = kinds.find(([, pattern]) => {
      pattern.lastIndex = at;
      return pattern.test(source);
    });
    if (found === undefined) refuse(`holds ${JSON.stringify(source.slice(at, at + 10))}, which is not allowed`);
    const [kind, pattern] = found!;
    tokens.push({ kind, text: source.slice(at, pattern.lastIndex) });
    at = pattern.lastIndex;
  }
  return tokens;
}

const plain = ({ kind, text }: Token): string => (kind === "quoted" ? text.slice(1, -1) : text).toLowerCase();

/** Words that would write, reach outside or change how the query runs. As names of columns they are refused, too. */
const refusedWords = new Set(
  `alter attach backup call check create delete describe detach drop exchange exec execute exists_table explain
  external format grant insert into kill move optimize outfile recursive rename replace_table restore revoke set
  settings show system truncate undrop update use watch infile compression parallel_with
  information_schema default _temporary_and_external_tables attune`.split(/\s+/),
);

/** Words before a bracket that are no functions. */
const bracketWords = new Set(
  "and or not in on as by from join using select where having over values between like ilike when then else case is limit union all distinct except intersect asc desc with any global left right inner outer full cross array order group qualify prewhere interval partition rows range".split(
    " ",
  ),
);

const aggregates =
  "count sum avg min max any anylast argmin argmax uniq uniqexact uniqcombined quantile quantiles quantileexact median stddevpop stddevsamp varpop varsamp covarpop covarsamp corr grouparray groupuniqarray topk sumwithoverflow countdistinct skewpop kurtpop";
const scalars =
  `if multiif coalesce ifnull nullif isnull isnotnull assumenotnull abs round floor ceil ceiling trunc sqrt exp log log2 log10 pow power sign
  greatest least intdiv modulo plus minus multiply divide todate todatetime todatetime64 tostring toint8 toint16 toint32 toint64 touint8 touint16 touint32
  touint64 tofloat32 tofloat64 todecimal64 cast tostartofday tostartofweek tostartofmonth tostartofquarter tostartofyear tostartofhour tostartofinterval
  toyear toquarter tomonth tomonday todayofweek todayofmonth todayofyear tohour tominute tosecond toyyyymm toyyyymmdd datediff date_diff dateadd
  datesub adddays addhours addmonths subtractdays fromunixtimestamp fromunixtimestamp64milli tounixtimestamp formatdatetime now today yesterday lower upper length substring substr
  concat startswith endswith position positioncaseinsensitive replaceall trim splitbychar arraymap arrayfilter arraysum arraycount arrayexists
  arrayall arrayjoin arrayelement arraysort arrayreverse arraydistinct arrayconcat arraymin arraymax arrayavg arraystringconcat arrayzip arrayslice arrayenumerate range has hasany hasall
  indexof empty notempty tuple array map tupleelement row_number rank dense_rank lag lead first_value last_value laginframe leadinframe ntile
  cityhash64 bitand bitor bitxor isnan isfinite rownumberinallblocks equals notequals less greater like ilike match in notin not and or xor`.split(
    /\s+/,
  );
const functions = new Set([
  ...scalars,
  ...aggregates
    .split(" ")
    .flatMap((name) => ["", "if", "distinct", "array", "ornull", "ordefault"].map((end) => name + end)),
]);

function checkWords(tokens: readonly Token[]): void {
  let depth = 0;
  for (const [i, token] of tokens.entries()) {
    if (token.text === "(") depth += 1;
    if (token.text === ")") depth -= 1;
    if (depth > deepest) refuse(`nests deeper than ${deepest}`);
    if (depth < 0) refuse("closes a bracket that was not opened");
    if (token.kind !== "word" && token.kind !== "quoted") continue;
    const name = plain(token);
    if (refusedWords.has(name)) refuse(`holds ${token.text}, which is not allowed`);
    if (tokens[i + 1]?.text !== "(") continue;
    if (token.kind === "quoted") refuse(`calls ${token.text}, which is not allowed`);
    if (!functions.has(name) && !bracketWords.has(name))
      refuse(`calls ${token.text}, which is not among the functions allowed`);
  }
  if (depth !== 0) refuse("leaves a bracket open");
}

/** After these something else than tables follows. */
const clauseEnds = new Set(
  "where prewhere group having order limit union except intersect select on using window qualify".split(" "),
);

/** Tables stand after FROM, JOIN and the commas between: each one of ours, or one that the query itself names. */
function checkTables(tokens: readonly Token[]): void {
  const own = new Set<string>(tableNames.map((name) => name.toLowerCase()));
  for (const [i, token] of tokens.entries())
    if (token.text.toLowerCase() === "as" && tokens[i + 1]?.text === "(" && i > 0) own.add(plain(tokens[i - 1]!));
  const inTables: boolean[] = [false];
  for (const [i, token] of tokens.entries()) {
    const name = token.kind === "word" ? token.text.toLowerCase() : token.text;
    if (name === "(") inTables.push(false);
    else if (name === ")") inTables.pop();
    else if (token.kind === "word" && clauseEnds.has(name)) inTables[inTables.length - 1] = false;
    const isJoin = name === "join" && tokens[i - 1]?.text.toLowerCase() !== "array";
    if (name === "join" && !isJoin) inTables[inTables.length - 1] = false;
    if (token.kind === "word" && (name === "from" || isJoin)) inTables[inTables.length - 1] = true;
    else if (!(name === "," && inTables.at(-1) === true)) continue;
    checkTable(tokens, i + 1, own);
  }
}

function checkTable(tokens: readonly Token[], i: number, own: ReadonlySet<string>): void {
  const table = tokens[i];
  if (table === undefined) refuse("ends where a table should stand");
  if (table!.text === "(") {
    if (!["select", "with", "("].includes(tokens[i + 1]?.text.toLowerCase() ?? ""))
      refuse("reads from brackets that hold no SELECT");
    return;
  }
  const isName = table!.kind === "word" || table!.kind === "quoted";
  const after = tokens[i + 1]?.text;
  if (!isName || !own.has(plain(table!)) || after === "(" || after === ".")
    refuse(`reads from ${table!.text}; there are ${tableNames.join(", ")}`);
}
