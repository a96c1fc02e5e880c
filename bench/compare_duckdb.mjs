// The work of `nuanxin compare` in SQL, on the columns of the habit `issue` of people_lists: `exact` joins the two lists
// on the number and writes the pairs; `rest` does the same after cleaning, then blocks the rows that found nobody,
// scores names by Jaro-Winkler and numbers by Damerau-Levenshtein, takes the best pairs one to one and writes every
// row; `all` blocks and scores all rows, which finds who stands twice and who has two numbers, as ours does.
// node compare_duckdb.mjs exact|rest|all LEFT RIGHT OUT
import { DuckDBInstance } from '@duckdb/node-api';

const [way, left, right, out] = process.argv.slice(2);
const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
const connection = await instance.connect();
const run = (sql) => connection.run(sql);

const wide = '０１２３４５６７８９Ｘｘx', narrow = '0123456789XXX';
const cleaned = {
  exact: ['name', 'upper(trim(number))', 'phone', 'village'],
  // what a site would write to clean its columns: widths, blanks, quotes, remarks, 15 digits left as they are
  fuzzy: [`regexp_replace(name, '[\\s　]|（.*）', '', 'g')`,
    `coalesce(regexp_replace(translate(number, '${wide}', '${narrow}'), '[^0-9X]', '', 'g'), '')`,
    `coalesce(regexp_extract(replace(phone, '-', ''), '1[3-9][0-9]{9}'), '')`, `regexp_replace(village, '(村委会|村|社区)$', '')`],
}[way === 'exact' ? 'exact' : 'fuzzy'];
const text = (names) => `{${names.map((name) => `'${name}': 'VARCHAR'`).join(', ')}}`;
const list = (table, path, names) => run(`CREATE TABLE ${table} AS
  SELECT row::INTEGER AS row, ${cleaned[0]} AS name, sex, ${cleaned[1]} AS number, birth, ${cleaned[3]} AS village,
    ${cleaned[2]} AS phone
  FROM read_csv('${path}', header = true, auto_detect = false, delim = ',', quote = '"', columns = ${text(names)})`);
await list('l', left, ['row', 'name', 'sex', 'number', 'birth', 'town', 'village', 'phone', 'filler']);
await list('r', right, ['row', 'town', 'village', 'name', 'sex', 'number', 'birth', 'phone', 'filler']);

if (way === 'exact') {
  await run(`COPY (SELECT l.row AS left_row, r.row AS right_row, 'same' AS outcome, 1.0 AS score
    FROM l JOIN r ON l.number = r.number) TO '${out}' (HEADER)`);
} else {
  await run(`CREATE TABLE same AS SELECT l.row AS a, r.row AS b,
      jaro_winkler_similarity(l.name, r.name) AS alike FROM l JOIN r ON l.number = r.number AND l.number <> ''`);
  const lonely = (side) => (way === 'rest' ? `WHERE row NOT IN (SELECT ${side} FROM same)` : '');
  await run(`CREATE TABLE rl AS SELECT * FROM l ${lonely('a')}`);
  await run(`CREATE TABLE rr AS SELECT * FROM r ${lonely('b')}`);
  await run(`CREATE TABLE pair AS
    SELECT rl.row AS a, rr.row AS b FROM rl JOIN rr ON rl.birth = rr.birth AND rl.sex = rr.sex
      AND substr(rl.name, 1, 1) = substr(rr.name, 1, 1)
    UNION SELECT rl.row, rr.row FROM rl JOIN rr ON rl.name = rr.name AND rl.village = rr.village
    UNION SELECT rl.row, rr.row FROM rl JOIN rr ON rl.name = rr.name AND rl.birth = rr.birth
    UNION SELECT rl.row, rr.row FROM rl JOIN rr ON rl.phone = rr.phone AND rl.phone <> ''`);
  await run(`CREATE TABLE scored AS SELECT a, b,
      5 * jaro_winkler_similarity(rl.name, rr.name)
      + CASE WHEN rl.number = '' OR rr.number = '' THEN 0
             WHEN damerau_levenshtein(rl.number, rr.number) <= 1 THEN 6
             WHEN damerau_levenshtein(rl.number, rr.number) <= 3 THEN 3 ELSE -4 END
      + CASE WHEN rl.birth = rr.birth THEN 2 ELSE -2 END
      + CASE WHEN rl.phone <> '' AND rl.phone = rr.phone THEN 3 ELSE 0 END
      + CASE WHEN rl.village = rr.village THEN 1.5 ELSE -1 END AS score
    FROM pair JOIN rl ON rl.row = a JOIN rr ON rr.row = b`);
  await run(`CREATE TABLE likely AS SELECT a, b, score FROM (SELECT a, b, score,
      row_number() OVER (PARTITION BY a ORDER BY score DESC, b) AS of_a,
      row_number() OVER (PARTITION BY b ORDER BY score DESC, a) AS of_b FROM scored WHERE score >= 8)
    WHERE of_a = 1 AND of_b = 1 AND a NOT IN (SELECT a FROM same) AND b NOT IN (SELECT b FROM same)`);
  await run(`COPY (SELECT a AS left_row, b AS right_row, CASE WHEN alike >= 0.6 THEN 'same' ELSE 'conflict' END AS outcome,
      alike AS score FROM same
    UNION ALL SELECT a, b, 'likely', score FROM likely
    UNION ALL SELECT row, NULL, 'left_only', 0 FROM l WHERE row NOT IN (SELECT a FROM same UNION SELECT a FROM likely)
    UNION ALL SELECT NULL, row, 'right_only', 0 FROM r WHERE row NOT IN (SELECT b FROM same UNION SELECT b FROM likely)) TO '${out}' (HEADER)`);
}
