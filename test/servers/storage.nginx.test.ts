import { describeStorage } from './support/conformance.ts';
import { startNginx } from './support/nginx.ts';

/** nginx leaves files that begin with a dot out of its indexes. */
const impossibleNames = ['.hidden.csv'];

describeStorage('Web on nginx, HTML index', async () => await startNginx('html'), { impossibleNames });
describeStorage('Web on nginx, JSON index and TLS', async () => await startNginx('json', 'https'), { impossibleNames });
describeStorage('Web on nginx, XML index', async () => await startNginx('xml'), { impossibleNames });
