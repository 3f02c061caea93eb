#!/usr/bin/env -S node --max-semi-space-size=64 --max-old-space-size=1024
import { runService } from '@learning-tracker/runtime';
import { metricProcessorService } from './service.ts';

await runService(metricProcessorService, process);
