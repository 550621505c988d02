import { join } from 'node:path';
import middy from '@middy/core';
import { apiHandler } from '../../shared/http/api-handler.ts';
import { createLogger } from '../../shared/telemetry/log.ts';
import { loadConsoleFiles } from './load-console-files.ts';
import { serveConsole } from './serve-console.ts';

const files = loadConsoleFiles(join(__dirname, 'public'));

export const handler = middy(apiHandler(serveConsole(files), createLogger({ level: 'info' })));
