import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { readConnection, type Connection } from '../../../../nodes/shared/batch/client/connection';

export const credential = {
	apiAddress: '',
	restApiKey: 'rest-key-example',
	projectKey: 'project_abcdefghij',
	iosApiKey: 'IOSKEYEXAMPLE',
	androidApiKey: 'ANDROIDKEYEXAMPLE',
	webApiKey: '',
} satisfies ICredentialDataDecryptedObject;

let projects = 0;

/** Of a project of its own each time: the process shares its rate limits by project. */
export function newConnection(): Connection {
	return readConnection({ ...credential, projectKey: `project_${projects++}` });
}
