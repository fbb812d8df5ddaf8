import { GitHubSettings } from './code-host/github/settings.ts';
import { CooldownSettings } from './cooldowns/settings.ts';
import { ClaudeSettings } from './fix-provider/claude/settings.ts';
import { FixProviderSettings } from './fix-provider/settings.ts';
import { BackboardSettings } from './knowledge/backboard/settings.ts';
import { KnowledgeSettings } from './knowledge/settings.ts';
import { NotifierSettings } from './notifier/settings.ts';
import { TracingSettings } from './tracing/settings.ts';

/** The fragment of each adapter, for `readSettings`. */
export const ADAPTER_SETTINGS = [
  GitHubSettings,
  CooldownSettings,
  KnowledgeSettings,
  BackboardSettings,
  FixProviderSettings,
  ClaudeSettings,
  NotifierSettings,
  TracingSettings,
] as const;
