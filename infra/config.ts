/** The stages this app can be deployed as; `local` is what `npm start` synthesizes and runs. */
export type StageName = 'dev' | 'prod' | 'local';

/** Everything that differs between stages, in one place: nothing else in `infra` asks for the stage's name. */
export interface StageConfig {
  readonly stage: StageName;
  /**
   * Keeps the data when a stack is deleted or a resource replaced, and refuses to delete stacks and
   * tables at all until this is switched off.
   */
  readonly protectData: boolean;
  /** Shards of the message stream. One takes 1 MB or 1,000 records a second and costs about $11 a month. */
  readonly streamShards: number;
  /**
   * Hours a message can be read again: long enough to mend on Monday what broke on Friday evening. Anything
   * beyond 24 adds about $15 a month per shard, the same for 25 hours as for 168.
   */
  readonly streamRetentionHours: number;
  /** Seconds archive may wait to fill a batch: the most common age of a message that reaches the lake. */
  readonly archiveWindowSeconds: number;
  /** Seconds resolve may wait to fill a batch. More waiting means fewer, larger profile writes. */
  readonly resolveWindowSeconds: number;
  /** Seconds compact-merge may wait: nothing depends on it, and each invocation it saves is money. */
  readonly compactWindowSeconds: number;
  /** Seconds after which a changed computed trait is seen by resolve. */
  readonly configPollSeconds: number;
  /** Memory in MB, which on Lambda also decides the share of a processor: 1,769 MB is one. */
  readonly memory: {
    readonly collect: number;
    readonly archive: number;
    readonly resolve: number;
    /** Every other function. */
    readonly rest: number;
  };
  /** Days the log lines of functions and of the API are kept. They hold ids and codes, no personal data. */
  readonly logDays: 7 | 14 | 30 | 90;
  /** What Lambda itself says about invocations; `WARN` leaves out about 700 bytes of log per invocation. */
  readonly systemLogLevel: 'INFO' | 'WARN';
  /** Days a quarantined message waits for somebody to look at it. */
  readonly quarantineDays: number;
  /** Requests a second, and at once, the whole API accepts: a ceiling on the bill, not a quota per client. */
  readonly throttle: { readonly ratePerSecond: number; readonly burst: number };
  /**
   * Concurrent executions kept for collect, so that no other function of the account can starve it.
   * Unset means none: a new account has ten in all, and reserving from those fails.
   */
  readonly collectReservedConcurrency?: number;
  /** Who is told when an alarm goes off. Unset means alarms only change colour. */
  readonly alarmEmail?: string;
}

const dev: StageConfig = {
  stage: 'dev',
  protectData: false,
  streamShards: 1,
  streamRetentionHours: 72,
  archiveWindowSeconds: 10,
  resolveWindowSeconds: 1,
  compactWindowSeconds: 5,
  configPollSeconds: 30,
  memory: { collect: 512, archive: 512, resolve: 1024, rest: 256 },
  logDays: 14,
  systemLogLevel: 'INFO',
  quarantineDays: 30,
  throttle: { ratePerSecond: 500, burst: 500 },
};

const prod: StageConfig = {
  ...dev,
  stage: 'prod',
  protectData: true,
  archiveWindowSeconds: 60,
  memory: { collect: 1024, archive: 512, resolve: 1769, rest: 256 },
  logDays: 30,
  systemLogLevel: 'WARN',
  quarantineDays: 90,
  throttle: { ratePerSecond: 2000, burst: 4000 },
};

const local: StageConfig = {
  ...dev,
  stage: 'local',
  archiveWindowSeconds: 1,
  resolveWindowSeconds: 0,
  compactWindowSeconds: 1,
  configPollSeconds: 1,
};

const STAGES: Readonly<Record<StageName, StageConfig>> = { dev, prod, local };

/** The config of the stage called `name`; fails when there is no such stage. */
export function stageConfig(name: string): StageConfig {
  if (!isStageName(name)) {
    throw new Error(`no such stage, got '${name}', expected ${Object.keys(STAGES).join(', ')}`);
  }
  return STAGES[name];
}

function isStageName(name: string): name is StageName {
  return Object.hasOwn(STAGES, name);
}
