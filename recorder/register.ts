// Loaded before a service: `node --import suture-recorder/register app.js`, or `--require` for CommonJS.
import { isMainThread } from 'node:worker_threads';
import { observe } from './observe.ts';

if (isMainThread) observe(process.env, import.meta.url);
