using Analytics.Runtime.Inference;
using Analytics.Runtime.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Analytics.Detect;

/// <summary>What the host calls to have detection.</summary>
public static class DetectHosting
{
    /// <summary>
    /// Adds a <see cref="SharedDetector"/>: that of the pack in <see cref="ModelOptions"/>, set by <see cref="DetectOptions"/> and
    /// <see cref="InferenceOptions"/>. It loads when it is first asked for; a missing model is then a
    /// <see cref="Contracts.FailureException"/>.
    /// </summary>
    public static IServiceCollection AddDetection(this IServiceCollection services)
    {
        services.AddModels();
        services.AddOptions<DetectOptions>();
        services.AddOptions<InferenceOptions>();
        return services.AddSingleton(provider => FaceDetectorFactory.Share(
            provider.GetRequiredService<ModelStore>(),
            provider.GetRequiredService<IOptions<ModelOptions>>().Value.Pack,
            provider.GetRequiredService<IOptions<DetectOptions>>().Value,
            provider.GetRequiredService<IOptions<InferenceOptions>>().Value,
            provider.GetRequiredService<ILogger<SharedDetector>>()));
    }
}
