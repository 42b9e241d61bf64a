/** How to prove to a web server who asks. */
export type WebLogIn =
	| { readonly kind: 'none' }
	| { readonly kind: 'basic'; readonly user: string; readonly password: string }
	| { readonly kind: 'bearer'; readonly token: string }
	| { readonly kind: 'header'; readonly name: string; readonly value: string };

export interface WebSettings {
	/** The folder that paths start from, with a slash at the end. */
	readonly address: URL;
	readonly logIn: WebLogIn;
	readonly allowsPrivateAddresses: boolean;
	readonly certificateAuthority?: string;
	readonly acceptAnyCertificate?: boolean;
}

/** The headers of a login. They go to the credential's own origin only. */
export function logInHeaders(logIn: WebLogIn): Record<string, string> {
	switch (logIn.kind) {
		case 'basic':
			return { Authorization: `Basic ${Buffer.from(`${logIn.user}:${logIn.password}`).toString('base64')}` };
		case 'bearer':
			return { Authorization: `Bearer ${logIn.token}` };
		case 'header':
			return { [logIn.name]: logIn.value };
		case 'none':
			return {};
	}
}
