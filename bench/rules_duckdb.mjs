// The questions of rules_bench asked of DuckDB, on the same rows (FOLDER/person.csv, event.csv) in typed columns in
// its memory: `rules` keeps every answer in a table, `report` counts 32 cells by township. Prints `name seconds check processor-seconds`.
import { readFileSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';

const folder = process.argv[2];
const rounds = 5;
const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
const connection = await instance.connect();
const lines = (name) => readFileSync(`${folder}/${name}`, 'utf8').trim().split('\n');

await connection.run(`CREATE TABLE person AS SELECT * FROM read_csv('${folder}/person.csv', header = false, columns = {
  'id': 'INTEGER', 'sex': 'UTINYINT', 'birth': 'DATE', 'education': 'UTINYINT', 'township': 'UTINYINT',
  'labour': 'UTINYINT', 'veteran': 'UTINYINT', 'hukou': 'UTINYINT', 'children': 'UTINYINT', 'income': 'INTEGER',
  'unemployed_on': 'DATE'})`);
await connection.run(`CREATE TABLE event AS SELECT * FROM read_csv('${folder}/event.csv', header = false, columns = {
  'id': 'INTEGER', 'person': 'INTEGER', 'kind': 'UTINYINT', 'day': 'DATE', 'helped': 'UTINYINT', 'amount': 'INTEGER'})`);

const rules = lines('rules.sql');
const kept = `CREATE OR REPLACE TABLE answer AS SELECT id, ${rules.map((sql, i) => `(${sql}) AS r${i}`).join(', ')} FROM person`;

const cells = lines('report.sql').map((line) => ({ kind: line.slice(0, line.indexOf(' ')), sql: line.slice(line.indexOf(' ') + 1) }));
const counted = (kind) => cells.filter((cell) => cell.kind === kind).map((cell) => cell.sql);
const filters = (list) => list.map((sql, i) => `count(*) FILTER (WHERE ${sql}) AS c${i}`).join(', ');
const some = counted('some');
const report = [
  `SELECT township, ${filters(counted('people'))} FROM person GROUP BY township`,
  `SELECT township, ${filters(counted('events'))} FROM event JOIN person ON event.person = person.id GROUP BY township`,
  `SELECT township, ${some.map((_, i) => `count(*) FILTER (WHERE s${i}) AS c${i}`).join(', ')} FROM person JOIN
   (SELECT person, ${some.map((sql, i) => `bool_or(${sql}) AS s${i}`).join(', ')} FROM event GROUP BY person) e
   ON e.person = person.id GROUP BY township`,
];

async function median(work) {
  const times = [];
  const cpu = process.cpuUsage();
  let check;
  for (let i = 0; i < rounds; i++) {
    const start = performance.now();
    check = await work();
    times.push((performance.now() - start) / 1000);
  }
  const used = process.cpuUsage(cpu);
  return [times.sort((a, b) => a - b)[rounds >> 1], check, (used.user + used.system) / 1e6 / rounds];
}

const keep = await median(() => connection.run(kept));
const sum = rules.map((_, i) => `count(*) FILTER (WHERE r${i})`).join(' + ');
const yes = (await connection.runAndReadAll(`SELECT ${sum} FROM answer`)).getRows()[0][0];
console.log(`rules ${keep[0].toFixed(6)} ${yes} ${keep[2].toFixed(6)}`);

const figures = await median(async () => {
  let total = 0n;
  for (const sql of report) {
    for (const row of (await connection.runAndReadAll(sql)).getRows()) {
      const weight = BigInt(row[0]) + 1n;
      for (const count of row.slice(1)) total += BigInt(count) * weight;
    }
  }
  return total;
});
console.log(`report ${figures[0].toFixed(6)} ${figures[1]} ${figures[2].toFixed(6)}`);
