// Loaded before a service: `node --import suture-recorder/register app.js`, or `--require` for CommonJS.
import { observe } from './observe.ts';

observe(process.env);
