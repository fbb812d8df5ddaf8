import type { Answer } from '../../briefing/answer.ts';
import { briefOf } from '../../briefing/brief.ts';
import { STATUS_TONE } from '../../briefing/phases.ts';
import type { Story } from '../../briefing/story.ts';
import { visible, words } from '../../briefing/words.ts';
import type { Viewer } from '../frame/frame.ts';
import { Icon, Severity } from '../frame/icons.tsx';
import { INCIDENTS } from '../frame/paths.ts';
import { Since } from '../frame/time.tsx';
import { ProgressTrack } from '../list/progress-track.tsx';
import { Asked } from './asked.tsx';
import { Done } from './done.tsx';
import { Found } from './found.tsx';
import { Happened } from './happened.tsx';
import { commitLink, type Link, type LinkSettings, workflowLink } from './links.ts';
import type { DiffFile } from './read-diff.ts';
import { Timeline } from './timeline.tsx';
import { Tried } from './tried.tsx';
import { Undeclared } from './undeclared.tsx';

export interface IncidentPageProps {
  story: Story;
  diffs: DiffFile[][];
  viewer: Viewer;
  links: LinkSettings;
  /** Base URL of the failing request. */
  base: string;
}

/** The story of an incident: a short summary first, then every detail. */
export function IncidentPage({ story, diffs, viewer, links, base }: IncidentPageProps) {
  const { incident, commit, runUrl, repository } = story;
  const brief = briefOf(story);
  const out = [
    workflowLink(links, incident.workflow_id),
    commitLink(repository, commit),
    runUrl && { text: 'Pipeline run', href: runUrl },
  ].filter((link): link is Link => Boolean(link));
  // What waits for a person comes first.
  const asking = brief.asked.tone === 'wait' || brief.asked.tone === 'bad';
  const asked = <Asked story={story} answer={brief.asked} viewer={viewer} />;
  return (
    <>
      <Head story={story} links={out} />
      <section class="brief" aria-label="In short">
        <Question question="What broke" answer={brief.broke} />
        <Question
          question="What is being done"
          answer={brief.doing}
          since={story.last.at}
          now={story.state.now}
        />
        <Question question="Is it safe" answer={brief.safe} />
        <Question question="What you have to do" answer={brief.asked} to={asking ? '#asked' : undefined} />
      </section>
      <div class="with-aside story-and-timeline">
        <div>
          {asking && incident.phase !== 'awaiting_approval' && asked}
          <Happened story={story} base={base} />
          {story.discovered && <Undeclared fault={story.discovered} id={incident.id} viewer={viewer} />}
          <Found story={story} />
          <Tried story={story} diffs={diffs} />
          {incident.phase === 'awaiting_approval' && asked}
          <Done story={story} />
          {!asking && asked}
        </div>
        <Timeline story={story} />
      </div>
    </>
  );
}

function Head({ story: { incident, fault, discovered, last }, links }: { story: Story; links: Link[] }) {
  const before = last.from_phase;
  return (
    <header class="incident-head">
      <p class="crumbs">
        <a href={INCIDENTS}>
          <Icon name="back" /> Incidents
        </a>
      </p>
      <h1>
        <span class="quiet">{incident.id}</span>{' '}
        {visible(fault?.title ?? discovered?.title ?? words(incident.incident_type))}
      </h1>
      <p class="facts">
        <Severity severity={incident.severity} />
        <span class={`chip tone-${STATUS_TONE[incident.status]}`}>{words(incident.status)}</span>
        <span class="phase-word">{words(incident.phase)}</span>
        <ProgressTrack phase={incident.phase} before={before} />
        <code>{visible(incident.error_code)}</code>
        <code>{visible(incident.route)}</code>
        {links.map(({ text, href }) => (
          <a href={href} class="out">
            {text} <Icon name="out" />
          </a>
        ))}
      </p>
    </header>
  );
}

interface QuestionProps {
  question: string;
  answer: Answer;
  since?: string;
  now?: string;
  /** Where on the page it is answered. */
  to?: string | undefined;
}

function Question({ question, answer, since, now, to }: QuestionProps) {
  const running = answer.tone === 'busy' || answer.tone === 'wait';
  return (
    <div class={`question tone-${answer.tone}`}>
      <h2>{question}</h2>
      <p class="answer">
        <Icon name={answer.tone} />
        {to ? <a href={to}>{answer.word}</a> : answer.word}
        {since && now && running && (
          <span class="quiet">
            <Since at={since} now={now} />
          </span>
        )}
      </p>
      <p>
        {answer.text}
        {answer.link && (
          <>
            {' '}
            <a href={answer.link.href}>
              {answer.link.text} <Icon name="out" />
            </a>
          </>
        )}
      </p>
    </div>
  );
}
