// Nothing is bundled here. It stands among the libraries because it needs what n8n Cloud does not allow: a look at what Node sends.
export { AsyncLocalStorage } from 'node:async_hooks';
export { subscribe, unsubscribe } from 'node:diagnostics_channel';
