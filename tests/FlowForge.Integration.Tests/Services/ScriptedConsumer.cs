using FlowForge.Contracts;
using MassTransit;

namespace FlowForge.Integration.Tests;

/// <summary>A consumer that does as the test says.</summary>
internal sealed class ScriptedConsumer(Func<ConsumeContext, Task> consume) : IConsumer<HookExecuted>
{
    public Task Consume(ConsumeContext<HookExecuted> context) => consume(context);
}
