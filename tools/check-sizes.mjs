// Checks how long source files are: at most 250 lines each, a median of at most 60. Tests do not count.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const LONGEST = 250;
const MEDIAN = 60;

const listed = execFileSync(
  'git',
  ['ls-files', '-co', '--exclude-standard', '*.ts', '*.tsx', '*.mjs', '*.cjs'],
  {
    encoding: 'utf8',
  },
);
const sizes = listed
  .split('\n')
  .filter((file) => file && existsSync(file) && !/\.test\.tsx?$|\/fixtures\//.test(file))
  .map((file) => ({ file, lines: readFileSync(file, 'utf8').trimEnd().split('\n').length }))
  .sort((a, b) => a.lines - b.lines);
const median = sizes[Math.floor(sizes.length / 2)].lines;
const long = sizes.filter(({ lines }) => lines > LONGEST);
for (const { file, lines } of long)
  console.error(`${file} has ${lines} lines; at most ${LONGEST} are allowed.`);
if (median > MEDIAN) console.error(`The median is ${median} lines; at most ${MEDIAN} are allowed.`);
console.log(`${sizes.length} files, median ${median} lines, longest ${sizes.at(-1).lines}`);
process.exit(long.length === 0 && median <= MEDIAN ? 0 : 1);
