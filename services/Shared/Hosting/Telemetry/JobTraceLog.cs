namespace FlowForge.Hosting;

/// <summary>Names the logger that opens the scopes; one for all messages, because a scope belongs to no category.</summary>
internal sealed class JobTraceLog;
