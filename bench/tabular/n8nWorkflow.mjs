// What our reader takes of n8n-workflow. In n8n that is loaded long before a file is read: it is not part of what is measured.
import { setTimeout } from 'node:timers/promises';

export const sleep = setTimeout;
