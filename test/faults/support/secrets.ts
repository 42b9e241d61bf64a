/** What must be seen nowhere but in a request to Batch. */
const keyOf = (what: string): string => `secret-${what}-key-f41d`;
export const secret = /secret-[a-z]+-key-f41d/;
export const keys = { restApiKey: keyOf('rest'), projectKey: keyOf('project'), appKeys: { ios: keyOf('ios'), android: keyOf('android'), web: keyOf('web') } };
