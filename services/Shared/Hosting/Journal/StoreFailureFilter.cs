using MassTransit;

namespace FlowForge.Hosting;

/// <summary>
/// A message whose consumer failed because of the store is no bad message: it is neither told as a fault nor set aside, but stays in
/// the journal, from which it is sent again.
/// </summary>
internal sealed class StoreFailureFilter : IFilter<ConsumeContext>, IFilter<ExceptionReceiveContext>
{
    public Task Send(ConsumeContext context, IPipe<ConsumeContext> next) => next.Send(new QuietOnStoreFailure(context));

    public Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next) =>
        StoreFailures.MayPass(context.Exception) ? Task.FromException(context.Exception) : next.Send(context);

    public void Probe(ProbeContext context) => context.CreateFilterScope("storeFailure");
}
