// Published data sets with the protocol each is judged by. Read from ATTUNE_DATA (default ../shared/data), never copied.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { splitByTime, splitGiven, splitLeaveLast, splitRandom, splitSessions } from "@attune/learn/evaluate/split";
import { createIds, createInteractionsBuilder } from "@attune/learn/recommend/interactions";
import { createRng } from "@attune/math/rng";

const folder = process.env.ATTUNE_DATA ?? "../shared/data";

function rows(file, separator, header) {
  const bytes = readFileSync(join(folder, file));
  const text = file.endsWith(".gz") ? gunzipSync(bytes).toString("utf8") : bytes.toString("utf8");
  const lines = text.trim().split(/\r?\n/);
  return (header ? lines.slice(1) : lines).map((line) => line.split(separator));
}

function interactionsOf(add, ids) {
  const builder = createInteractionsBuilder(ids);
  add(builder);
  return builder.finish().interactions;
}

function sequences(file) {
  return interactionsOf((builder) => {
    for (const [person, ...items] of rows(`s3rec-sequential/${file}`, " ", false)) {
      for (const item of items) builder.add(person, item, undefined, undefined);
    }
  });
}

function listed(file, { separator = "\t", header = false, person = 0, item = 1, at = null, weight = null }) {
  return interactionsOf((builder) => {
    for (const row of rows(file, separator, header)) {
      builder.add(
        row[person],
        row[item],
        at === null ? undefined : at(row),
        weight === null ? undefined : Number(row[weight]),
      );
    }
  });
}

/** Both parts share their ids; the first is finished after the second has been read. */
function twoParts(files, add) {
  const ids = createIds();
  const builders = files.map((file) => {
    const builder = createInteractionsBuilder(ids);
    for (const row of rows(file, "\t", file.includes("yoochoose"))) add(builder, row, file);
    return builder;
  });
  return builders.map((builder) => builder.finish().interactions);
}

/** First invoice lines of known customers, cancellations left out. A field in quotes may hold commas. */
function onlineRetail() {
  return interactionsOf((builder) => {
    for (const [line] of rows("online-retail/online_retail_II_2009-12_2010-12.csv.gz", "\n", true)) {
      const fields = line.match(/("([^"]|"")*"|[^,]*)(,|$)/g).map((field) => field.replace(/,$/, ""));
      const [invoice, code, , quantity, date, , customer] = fields;
      if (invoice.startsWith("C") || !customer || !(Number(quantity) > 0)) continue;
      builder.add(customer, code, Date.parse(`${date}Z`) || Date.parse(date), 1);
    }
  });
}

export const datasets = {
  "beauty-strict": { split: () => splitLeaveLast(sequences("Beauty.txt"), true), excludeSeen: true, cutOffs: [10, 20] },
  "beauty-production": {
    split: () => splitLeaveLast(sequences("Beauty.txt"), false),
    excludeSeen: true,
    cutOffs: [10, 20],
  },
  "lastfm-strict": { split: () => splitLeaveLast(sequences("LastFM.txt"), true), excludeSeen: true, cutOffs: [10, 20] },
  "movielens-100k": {
    split: () =>
      splitRandom(
        listed("movielens-100k/ml-100k.inter", { header: true, at: (row) => Number(row[3]) * 1000 }),
        0.25,
        createRng(42),
      ),
    excludeSeen: true,
    cutOffs: [10, 20],
  },
  "yoochoose-100k": {
    split: () => {
      const [train, test] = twoParts(
        ["yoochoose-100k/yoochoose-clicks-100k_train_full.txt", "yoochoose-100k/yoochoose-clicks-100k_test.txt"],
        (builder, [session, item, at], file) =>
          builder.add(`${file.includes("test") ? "test" : "train"} ${session}`, item, Number(at) * 1000, undefined),
      );
      return splitSessions(train, test);
    },
    excludeSeen: false,
    cutOffs: [20, 10],
  },
  "lightgcn-lastfm": {
    split: () => {
      const [train, test] = twoParts(
        ["lightgcn-lastfm/data1.txt", "lightgcn-lastfm/test1.txt"],
        (builder, [person, item]) => builder.add(person, item, undefined, undefined),
      );
      return splitGiven(train, test, createRng(1));
    },
    excludeSeen: true,
    cutOffs: [20, 10],
  },
  "retailrocket-views": {
    split: () => splitRandom(listed("retailrocket-sample/view_ecommerce.dat", { header: true }), 0.25, createRng(1)),
    excludeSeen: true,
    cutOffs: [20, 10],
  },
  "hetrec2011-lastfm": {
    split: () => splitRandom(listed("hetrec2011-lastfm-2k/user_artists.dat", { weight: 2 }), 0.25, createRng(1)),
    excludeSeen: true,
    cutOffs: [20, 10],
  },
  "online-retail": { split: () => splitByTime(onlineRetail(), 0.8, false), excludeSeen: true, cutOffs: [20, 10] },
};
