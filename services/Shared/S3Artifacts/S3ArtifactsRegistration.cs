using Amazon;
using Amazon.S3;
using FlowForge.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace FlowForge.S3Artifacts;

/// <summary>The artifact store in S3.</summary>
public static class S3ArtifactsRegistration
{
    public static IServiceCollection AddS3Artifacts(this IServiceCollection services, Action<S3Options> configure)
    {
        services.AddOptions<S3Options>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<S3Options>, S3OptionsValidator>());
        services.TryAddSingleton<IAmazonS3>(provider => ClientOf(provider.GetRequiredService<IOptions<S3Options>>().Value));
        services.TryAddSingleton<ObjectRemoval>();
        services.TryAddSingleton<ObjectCopies>();
        services.TryAddSingleton<ObjectTrash>();
        services.AddSingleton<IOwnedResources, OwnedObjects>();
        services.AddSingleton<IOwnedResources, OwnedUploads>();
        services.TryAddSingleton<IArtifactStore, S3ArtifactStore>();
        return services;
    }

    private static AmazonS3Client ClientOf(S3Options options)
    {
        var config = new AmazonS3Config { MaxErrorRetry = options.Retries, Timeout = options.CallTimeout, ForcePathStyle = options.PathStyle ?? options.Endpoint is not null };
        if (options.Endpoint is { } endpoint) (config.ServiceURL, config.AuthenticationRegion) = (endpoint, options.Region);
        else config.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region);
        return new AmazonS3Client(config);
    }
}
