/** The functions pollers invoke; `local/lambda` is one. */
export interface FunctionInvoker {
  find(name: string): { readonly arn: string; readonly roleArn: string } | undefined;
  /** Invokes a function with a JSON event and waits; `functionError` is set when it failed. */
  invoke(
    name: string,
    event: string,
  ): Promise<{
    readonly requestId: string;
    readonly payload: string;
    readonly functionError?: string;
  }>;
}
