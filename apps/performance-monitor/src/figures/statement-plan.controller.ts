import { Controller, Get, Header, NotFoundException, Query, UseGuards } from '@nestjs/common';
import { DatabaseInspector, type ExplainedStatement } from '@analyticbot/pooling';
import { MonitorTokenGuard } from '../access/monitor-token.guard.js';

/** `GET /metrics/database/plan?id=…`: how Postgres runs one of the costliest statements, asked only when somebody wants to see it. */
@Controller('metrics/database')
@UseGuards(MonitorTokenGuard)
export class StatementPlanController {
  constructor(private readonly inspector: DatabaseInspector) {}

  /** `id` as `/metrics/database` gives it; without one, the costliest by total time. The statement is not run. */
  @Get('plan')
  @Header('Cache-Control', 'no-store')
  async plan(@Query('id') id?: string): Promise<ExplainedStatement> {
    const explained = await this.inspector.explainStatement(id ?? (await this.costliest()));
    if (!explained.available) throw new NotFoundException(`There is no plan: ${explained.because}.`);
    return explained.value;
  }

  private async costliest(): Promise<string> {
    const top = await this.inspector.topStatements(1);
    const id = top.available ? top.value[0]?.id : undefined;
    if (id !== undefined) return id;
    throw new NotFoundException(
      `There is no plan: ${top.available ? 'no statement was counted yet' : top.because}.`,
    );
  }
}
