using FlowForge.Audit;
using FlowForge.Cleanup;
using FlowForge.JobManager;
using FlowForge.Lifecycle;
using FlowForge.Scheduler;
using FlowForge.Timeouts;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FlowForge.Architecture.Tests;

public sealed class When_a_message_is_consumed
{
    [Fact]
    public void Should_its_consumer_be_found_by_name() => Rule.HoldsFor(ConsumerType.All, consumer =>
        consumer.Type.Name == consumer.ExpectedName ? [] : [$"{consumer} handles {consumer.Message.Name}: it should be {consumer.ExpectedName}"]);

    [Fact]
    public void Should_its_consumer_be_found_in_the_folder_of_consumers() => Rule.HoldsFor(ConsumerType.All, consumer =>
        File.Exists(consumer.ExpectedFile) ? [] : [$"{consumer} should be in {Repository.Relative(consumer.ExpectedFile)}"]);

    /// <summary>Asked of the container as the bus asks it, so that a definition that nobody registered does not count.</summary>
    [Fact]
    public void Should_its_consumer_have_a_definition_that_names_its_queue()
    {
        using var services = Registered();
        Rule.HoldsFor(ConsumerType.All, consumer =>
        {
            if (services.GetService(typeof(IConsumerDefinition<>).MakeGenericType(consumer.Type)) is not IConsumerDefinition definition)
                return [$"{consumer} is registered by no service that this test knows, or without a definition"];
            // A name that the definition leaves to MassTransit comes out in PascalCase.
            var queue = definition.GetEndpointName(DefaultEndpointNameFormatter.Instance);
            return ConsumerType.IsKebabCase(queue) ? [] : [$"the definition of {consumer} names the queue '{queue}': give it an EndpointName in kebab-case"];
        });
    }

    private static ServiceProvider Registered()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddMassTransit(bus =>
        {
            bus.AddLifecycle();
            bus.AddScheduler();
            bus.AddTimeouts();
            bus.AddCleanup();
            bus.AddAudit();
            bus.AddJobRestarts();
        });
        return services.BuildServiceProvider();
    }
}
