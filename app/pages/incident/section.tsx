import type { Child } from 'hono/jsx';

/** One chapter of the story. */
export function Section({ id, title, children }: { id: string; title: string; children: Child }) {
  return (
    <section class="panel story" id={id} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      {children}
    </section>
  );
}

export function Facts({ facts }: { facts: [name: string, value: Child][] }) {
  return (
    <dl class="factlist">
      {facts.map(([name, value]) => (
        <div>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Text as it is, to read and to copy. Long lines scroll, which works by keyboard, too. */
export function Verbatim({ text, label }: { text: string; label: string }) {
  return (
    <section class="verbatim" tabindex={0} aria-label={label}>
      <pre>{text}</pre>
    </section>
  );
}

/** What is not there yet, and when it will be. */
export function NotYet({ children }: { children: Child }) {
  return <p class="not-yet">{children}</p>;
}
