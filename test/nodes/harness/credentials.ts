import type {
	ICredentialDataDecryptedObject,
	ICredentialsHelper,
	IHttpRequestOptions,
} from 'n8n-workflow';
import { credentialType, workflow } from './builtPackage.ts';

type Data = Record<string, ICredentialDataDecryptedObject>;

/** Hands out credentials in clear and lets each type's own `authenticate` run, as n8n's helper does. */
export function credentialsHelper(data: Data): ICredentialsHelper {
	class Helper extends workflow.ICredentialsHelper {
		override getParentTypes() {
			return [];
		}
		override isCredentialUsableByNode() {
			return true;
		}
		override async authenticate(
			credentials: ICredentialDataDecryptedObject,
			type: string,
			request: IHttpRequestOptions,
		): Promise<IHttpRequestOptions> {
			const { authenticate } = credentialType(type);
			if (typeof authenticate !== 'function') throw new Error(`${type} authenticates by no function`);
			return await authenticate(credentials, request);
		}
		override async preAuthentication() {
			return undefined;
		}
		override async runPreAuthentication() {
			return undefined;
		}
		override async getCredentials(): Promise<never> {
			throw new Error('Not used by an execution');
		}
		override async getDecrypted(_additionalData: unknown, _details: unknown, type: string) {
			const found = data[type];
			if (found === undefined) throw new Error(`The test gives no ${type} credential`);
			return found;
		}
		override async updateCredentials() {}
		override async updateCredentialsOauthTokenData() {}
		override getCredentialsProperties(type: string) {
			return credentialType(type).properties;
		}
	}
	return new Helper();
}
