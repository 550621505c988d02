import type { DatabaseSync } from 'node:sqlite';
import { transaction } from '../transaction.ts';
import { type UnitName, type Units, unitName } from './units.ts';

const FLUSH_MS = 1000;

/** Counts what AWS would bill, by caller (function name, `local-operator`, `http-api`). */
export interface Meter {
  /** Adds amounts by unit name; throws on a name `UNITS` does not list. */
  add(caller: string, usage: Readonly<Record<string, number>> | undefined): void;
  /** Everything counted since the data directory was made. */
  total(): Units;
  byCaller(): Readonly<Record<string, Units>>;
  /** Writes what is counted and stops. */
  close(): void;
}

/**
 * A meter that keeps its counts in `db`, so that "so far" survives restarts. Counts are written once a
 * second: a `kill -9` loses at most that second of counts (never of data).
 */
export function createMeter(db: DatabaseSync): Meter {
  db.exec(
    'CREATE TABLE IF NOT EXISTS meter (caller TEXT, unit TEXT, amount REAL, PRIMARY KEY (caller, unit)) WITHOUT ROWID',
  );
  const counts = load(db);
  const changed = new Set<string>();
  const save = db.prepare('INSERT OR REPLACE INTO meter (caller, unit, amount) VALUES (?, ?, ?)');
  const flush = () => {
    if (changed.size === 0) return;
    transaction(db, () => {
      for (const caller of changed) {
        for (const [unit, amount] of counts.get(caller) ?? []) save.run(caller, unit, amount);
      }
    });
    changed.clear();
  };
  const timer = setInterval(() => flushIfPossible(flush), FLUSH_MS).unref();
  return {
    add(caller, usage) {
      if (!usage) return;
      const own = counts.get(caller) ?? new Map<UnitName, number>();
      counts.set(caller, own);
      for (const [name, amount] of Object.entries(usage)) {
        const unit = unitName(name);
        own.set(unit, (own.get(unit) ?? 0) + amount);
      }
      changed.add(caller);
    },
    total: () => sum([...counts.values()]),
    byCaller: () =>
      Object.fromEntries([...counts].map(([caller, own]) => [caller, Object.fromEntries(own)])),
    close() {
      clearInterval(timer);
      flush();
    },
  };
}

/** On a full disk the counts stay in memory for the next time; what fails with it says so loudly enough. */
function flushIfPossible(flush: () => void): void {
  try {
    flush();
  } catch {
    // as above
  }
}

function load(db: DatabaseSync): Map<string, Map<UnitName, number>> {
  const counts = new Map<string, Map<UnitName, number>>();
  for (const row of db.prepare('SELECT caller, unit, amount FROM meter').all()) {
    const caller = String(row.caller);
    const own = counts.get(caller) ?? new Map<UnitName, number>();
    counts.set(caller, own.set(unitName(String(row.unit)), Number(row.amount)));
  }
  return counts;
}

function sum(all: readonly Map<UnitName, number>[]): Units {
  const total: Units = {};
  for (const own of all) {
    for (const [unit, amount] of own) total[unit] = (total[unit] ?? 0) + amount;
  }
  return total;
}
