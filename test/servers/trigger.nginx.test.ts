import { describeTrigger } from '../nodes/batchFileTrigger/conformance/describeTrigger.ts';
import { startNginx } from './support/nginx.ts';

describeTrigger('the web on nginx, HTML index', async () => await startNginx('html'));
describeTrigger('the web on nginx, JSON index and TLS', async () => await startNginx('json', 'https'));
describeTrigger('the web on nginx, XML index', async () => await startNginx('xml'));
