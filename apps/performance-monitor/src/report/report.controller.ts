import { Controller, Get, Header, Inject, Optional, UseGuards } from '@nestjs/common';
import { Database, type ServiceShare } from '@analyticbot/pooling';
import { MonitorTokenGuard } from '../access/monitor-token.guard.js';
import { SuiteReader } from '../readings/suite.reader.js';
import { BUDGET_SHARES, readConnectionBudget } from './connection-budget.reader.js';
import { reportOf, type PerformanceReport } from './performance-report.js';

/** `GET /performance/report`: key figures and findings. */
@Controller('performance')
@UseGuards(MonitorTokenGuard)
export class ReportController {
  constructor(
    private readonly reader: SuiteReader,
    private readonly database: Database,
    @Optional() @Inject(BUDGET_SHARES) private readonly shares?: readonly ServiceShare[],
  ) {}

  @Get('report')
  @Header('Cache-Control', 'no-store')
  async report(): Promise<PerformanceReport> {
    const reading = await this.reader.read();
    return reportOf(reading, await readConnectionBudget(this.database, reading, this.shares));
  }
}
