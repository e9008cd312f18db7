using MassTransit;
using MassTransit.Context;

namespace FlowForge.Hosting;

/// <summary>A consumer's context that publishes no Fault for a failure of the store, because the message will be handled later.</summary>
internal sealed class QuietOnStoreFailure(ConsumeContext context) : ConsumeContextProxy(context)
{
    public override Task NotifyFaulted<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception) =>
        StoreFailures.MayPass(exception) ? Task.CompletedTask : base.NotifyFaulted(context, duration, consumerType, exception);
}
