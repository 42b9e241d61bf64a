import { startBridge } from './bridge';
import type { BridgeConfig } from './config';
import { guarded } from './guard';

/** Stands in the built text; the trigger puts the configuration in its place. */
declare const __POOOL_BATCH_CONFIG__: BridgeConfig;

guarded(() => startBridge(__POOOL_BATCH_CONFIG__));
