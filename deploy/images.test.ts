import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';

/** A tag with the whole version (two parts where the project counts so), or a digest. */
const PINNED = /^[\w./-]+(:v?\d+\.\d+(\.\d+)?(-[\w.-]+)?|@sha256:[0-9a-f]{64})$/;

const text = (file: string) => readFileSync(file, 'utf8');

function imagesOf(file: string): string[] {
  if (file === 'deploy/Dockerfile') {
    const stages = [...text(file).matchAll(/^FROM \S+ AS (\S+)/gm)].map((match) => match[1]);
    const given = Object.fromEntries(
      [...text(file).matchAll(/^ARG (\w+)=(\S+)/gm)].map((match) => match.slice(1)),
    );
    const froms = [...text(file).matchAll(/^FROM (\S+)/gm)].map((match) => match[1] as string);
    const images = froms.map((from) => from.replace(/\$\{(\w+)\}/, (_, name) => given[name]));
    return images.filter((image) => !stages.includes(image));
  }
  const { services } = parse(text(file), { merge: true }) as { services: Record<string, { image: string }> };
  // Ours is built here.
  return Object.values(services).flatMap(({ image }) => (image.startsWith('suture:') ? [] : [image]));
}

it.each([
  ['deploy/Dockerfile', 1],
  ['docker-compose.yml', 4],
])('%s takes images of one version only', (file, count) => {
  const images = imagesOf(file);
  expect(images).toHaveLength(count);
  expect(images.filter((image) => !PINNED.test(image))).toEqual([]);
});

it('deploy/template.yaml takes images of one version only', () => {
  const images = [...text('deploy/template.yaml').matchAll(/public\.ecr\.aws\/\S+/g)].map(
    (match) => match[0],
  );
  expect(images.length).toBeGreaterThan(0);
  expect(images.filter((image) => !PINNED.test(image))).toEqual([]);
});

it('a release is checked on the Node that the image has', () => {
  const version = /node:([\d.]+)/.exec(text('deploy/Dockerfile'))?.[1];
  expect(text('.github/workflows/deploy.yml')).toContain(`node-version: ${version}\n`);
});

it.each([
  ['temporalio/temporal', 'stack/components/temporal.ts'],
  ['temporalio/ui', 'stack/components/temporal-ui.ts'],
])('%s has the version that runs in its place without containers', (image, component) => {
  const version = new RegExp(`${image}:(\\S+)`).exec(text('docker-compose.yml'))?.[1];
  expect(text(component)).toMatch(new RegExp(`['@]v${version}['\\s]`));
});
