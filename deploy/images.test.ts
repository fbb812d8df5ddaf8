import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';

/** A tag with a full version, or a digest. Some projects have versions of two parts. */
const PINNED = /^[\w./-]+(:v?\d+\.\d+(\.\d+)?(-[\w.-]+)?|@sha256:[0-9a-f]{64})$/;

const text = (file: string) => readFileSync(file, 'utf8');

function imagesOf(file: string): string[] {
  if (file.endsWith('Dockerfile')) {
    const stages = [...text(file).matchAll(/^FROM \S+ AS (\S+)/gm)].map((match) => match[1]);
    const given = Object.fromEntries(
      [...text(file).matchAll(/^ARG (\w+)=(\S+)/gm)].map((match) => match.slice(1)),
    );
    const froms = [...text(file).matchAll(/^FROM (\S+)/gm)].map((match) => match[1] as string);
    const images = froms.map((from) => from.replace(/\$\{(\w+)\}/, (_, name) => given[name]));
    return images.filter((image) => !stages.includes(image));
  }
  const { services } = parse(text(file), { merge: true }) as { services: Record<string, { image: string }> };
  // These are built here.
  return Object.values(services).flatMap(({ image }) => (/^(suture|demo):/.test(image) ? [] : [image]));
}

it.each([
  ['deploy/Dockerfile', 1],
  ['docker-compose.yml', 4],
  ['demo/service/Dockerfile', 2],
  ['demo/service/compose.yaml', 1],
])('%s pins the version of each image', (file, count) => {
  const images = imagesOf(file);
  expect(images).toHaveLength(count);
  expect(images.filter((image) => !PINNED.test(image))).toEqual([]);
});

it.each(['deploy/template.yaml', 'deploy/demo.yaml'])('%s pins the version of each image', (file) => {
  const images = [...text(file).matchAll(/public\.ecr\.aws\/\S+/g)].map((match) => match[0]);
  expect(images.length).toBeGreaterThan(0);
  expect(images.filter((image) => !PINNED.test(image))).toEqual([]);
});

it.each([
  ['.github/workflows/deploy.yml', 'deploy/Dockerfile'],
  ['demo/service/.github/workflows/deploy.yml', 'demo/service/Dockerfile'],
])('%s checks a release on the version of Node that %s has', (workflow, dockerfile) => {
  const version = /node:([\d.]+)/.exec(text(dockerfile))?.[1];
  expect(text(workflow)).toContain(`node-version: ${version}\n`);
});

it.each([['temporalio/temporal', 'stack/components/temporal.ts']])(
  '%s has the same version in containers as in the embedded stack',
  (image, component) => {
    const version = new RegExp(`${image}:(\\S+)`).exec(text('docker-compose.yml'))?.[1];
    expect(text(component)).toMatch(new RegExp(`['@]v${version}['\\s]`));
  },
);
