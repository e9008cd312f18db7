using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FlowForge.KubernetesRuntime.Tests;

public sealed class When_options_are_wrong
{
    public static TheoryData<Action<KubernetesOptions>, string> Wrong => new()
    {
        { options => options.Namespaces.Clear(), "kubernetes:namespaces is not set; name every namespace in which jobs may be stopped and cleaned up" },
        { options => options.Namespaces.Add("Jobs"), "kubernetes:namespaces holds a name that 'Jobs' may hold only lower-case letters" },
        { options => options.DefaultNamespace = "elsewhere", "kubernetes:defaultNamespace is 'elsewhere'; it must be one of namespaces: jobs" },
        { options => options.MainContainer = "a b", "kubernetes:mainContainer 'a b' may hold only" },
        { options => options.JobIdLabel = "job-id,x=y", "kubernetes:jobIdLabel is 'job-id,x=y'; it must be a domain, a slash and a name" },
        { options => options.Kubeconfig = "config", "kubernetes:kubeconfig is 'config'; it must be an absolute path" },
        { options => options.Kubeconfig = "/no/such/file", "kubernetes:kubeconfig is '/no/such/file', and there is no such file" },
        { options => options.CallTimeout = TimeSpan.Zero, "kubernetes:callTimeout is 0s; it must be between 100ms and 5m" },
        { options => options.CallTries = 0, "kubernetes:callTries is 0; it must be between 1 and 10" },
        { options => options.LongestRetryDelay = TimeSpan.FromMilliseconds(1), "kubernetes:longestRetryDelay is 1ms; it must be between 250ms and 5m" },
        { options => options.StaleAfter = TimeSpan.FromMilliseconds(10), "kubernetes:staleAfter is 10ms; it must be between 1s and 1h" },
        { options => options.WatchFor = TimeSpan.FromHours(2), "kubernetes:watchFor is 2h; it must be between 1s and 1h" },
        { options => options.PageSize = 0, "kubernetes:pageSize is 0; it must be between 1 and 5000" },
        { options => options.UndoKey = "c2hvcnQ=", "kubernetes:undoKey is no base64 of 32 bytes" },
        { options => options.UndoKey = "no base64 at all", "kubernetes:undoKey is no base64 of 32 bytes" },
        { options => options.Patience = TimeSpan.Zero, "kubernetes:patience is 0s; it must be between 100ms and 5m" },
    };

    [Theory, MemberData(nameof(Wrong))]
    public void Should_key_value_and_what_is_allowed_be_named(Action<KubernetesOptions> change, string message)
    {
        var services = new ServiceCollection().AddKubernetesRuntime(options =>
        {
            options.Namespaces.Add("jobs");
            change(options);
        });
        using var provider = services.BuildServiceProvider();

        var failure = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IOptions<KubernetesOptions>>().Value);

        Assert.StartsWith(message, Assert.Single(failure.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public void Should_a_missing_service_account_be_told_with_what_to_do()
    {
        using var provider = new ServiceCollection().AddLogging().AddKubernetesRuntime(options => options.Namespaces.Add("jobs")).BuildServiceProvider();

        var failure = Assert.Throws<InvalidDataException>(() => provider.GetRequiredService<JobCache>());

        Assert.Contains("outside a pod, set kubernetes:kubeconfig", failure.Message, StringComparison.Ordinal);
    }
}
