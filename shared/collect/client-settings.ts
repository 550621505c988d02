/**
 * What Segment's CDN would answer the browser SDK (`@segment/analytics-next`) for
 * `/v1/projects/{writeKey}/settings`, so that a write key and our address are all it needs: messages go to
 * `apiHost`. `host` may carry a port; `protocol` is how the client reached us.
 *
 * One integration only: with a second one the SDK loads destination code from Segment's CDN. Its own
 * performance metrics are off (`sampleRate` 0), as nobody here reads them.
 */
export function clientSettings(client: {
  writeKey: string;
  host: string;
  protocol: 'http' | 'https';
}): Readonly<Record<string, unknown>> {
  return {
    integrations: {
      'Segment.io': {
        apiKey: client.writeKey,
        apiHost: `${client.host}/v1`,
        protocol: client.protocol,
        unbundledIntegrations: [],
        addBundledMetadata: true,
        maybeBundledConfigIds: {},
        versionSettings: { version: '4.4.7', componentTypes: ['browser'] },
      },
    },
    plan: { track: {}, identify: {}, group: {} },
    edgeFunction: {},
    analyticsNextEnabled: true,
    middlewareSettings: {},
    enabledMiddleware: {},
    legacyVideoPluginsEnabled: false,
    remotePlugins: [],
    metrics: { sampleRate: 0 },
  };
}
