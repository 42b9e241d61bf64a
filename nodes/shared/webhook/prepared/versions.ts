/**
 * Versions of the triggers that prepare events for Batch; a new node gets the last one. They differ in what n8n does
 * around them: on every call to a node of version 1, forged or not, it evaluates an expression of its own, which is
 * most of what a call costs (n8n-ecosystem.md §10). Version 2 gathers events (`gatherField`).
 */
export const triggerVersions = [1, 2];
