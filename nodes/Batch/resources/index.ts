import type { Resource } from '../operation';
import { appData } from './appData';
import { audience } from './audience';
import { catalog } from './catalog';
import { event } from './event';
import { exportFile } from './exportFile';
import { privacyRequest } from './privacyRequest';
import { profile } from './profile';
import { push } from './push';
import { segment } from './segment';

/** Everything the node can do: what the editor shows and what runs both come from here. */
export const resources: readonly Resource[] = [appData, audience, catalog, event, exportFile, privacyRequest, profile, push, segment];
