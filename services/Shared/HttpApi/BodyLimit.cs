using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace FlowForge.HttpApi;

/// <summary>How much of a request is read.</summary>
public static class BodyLimit
{
    /// <summary>No event or job is larger; a larger body is refused.</summary>
    public const long LargestBody = 1024 * 1024;

    /// <summary>A larger body is read to its end, and thrown away, up to this size: a sender who is cut off would never see the answer.</summary>
    public const long LargestDrained = 64 * LargestBody;

    internal static async Task ApplyAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.ContentLength > LargestBody)
        {
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
            throw new BadHttpRequestException("The body is too large.", StatusCodes.Status413PayloadTooLarge);
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = LargestBody;
        await next(context);
    }
}
