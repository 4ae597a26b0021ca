using Analytics.Runtime.Inference;
using Analytics.Runtime.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Analytics.Embed;

/// <summary>What the host calls to have embedding.</summary>
public static class EmbedHosting
{
    /// <summary>
    /// Adds a <see cref="SharedEmbedder"/>: that of the pack in <see cref="ModelOptions"/>, set by <see cref="InferenceOptions"/>. It
    /// loads when it is first asked for; a missing model is then a <see cref="Contracts.FailureException"/>.
    /// </summary>
    public static IServiceCollection AddEmbedding(this IServiceCollection services)
    {
        services.AddModels();
        services.AddOptions<InferenceOptions>();
        return services.AddSingleton(provider => FaceEmbedderFactory.Share(
            provider.GetRequiredService<ModelStore>(),
            provider.GetRequiredService<IOptions<ModelOptions>>().Value.Pack,
            provider.GetRequiredService<IOptions<InferenceOptions>>().Value,
            provider.GetRequiredService<ILogger<SharedEmbedder>>()));
    }
}
