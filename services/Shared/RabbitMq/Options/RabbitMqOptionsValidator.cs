using Microsoft.Extensions.Options;

namespace FlowForge.RabbitMq;

internal sealed class RabbitMqOptionsValidator : IValidateOptions<RabbitMqOptions>
{
    private const int Smallest = 1024, Largest = 16 * 1024 * 1024;
    private static readonly TimeSpan LeastPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MostPatience = TimeSpan.FromHours(1);

    // The value itself is never repeated: it may hold a password.
    public ValidateOptionsResult Validate(string? name, RabbitMqOptions options)
    {
        var problems = new List<string>();
        if (!Uri.TryCreate(options.Url, UriKind.Absolute, out var url) || url.Scheme is not ("amqp" or "amqps") || url.Host.Length == 0)
            problems.Add($"{RabbitMqOptions.Section}:url must be the broker's address, such as amqp://lifecycle@rabbitmq:5672/flowforge");
        foreach (var node in options.Nodes)
            if (!Uri.TryCreate("amqp://" + node, UriKind.Absolute, out var host) || host.Host.Length == 0)
                problems.Add($"{RabbitMqOptions.Section}:nodes has '{node}'; a node is a host, or host:port");
        if (options.LargestMessage is < Smallest or > Largest)
            problems.Add($"{RabbitMqOptions.Section}:largestMessage is {options.LargestMessage}; allowed is {Smallest} to {Largest} bytes");
        if (options.Patience < LeastPatience || options.Patience > MostPatience)
            problems.Add($"{RabbitMqOptions.Section}:patience is {options.Patience}; allowed is {LeastPatience} to {MostPatience}");
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
