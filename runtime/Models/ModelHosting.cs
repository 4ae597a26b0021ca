using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Analytics.Runtime.Models;

/// <summary>Registers the model store.</summary>
public static class ModelHosting
{
    /// <summary>Adds the <see cref="ModelStore"/> that <see cref="ModelOptions"/> names; a second call does nothing.</summary>
    public static IServiceCollection AddModels(this IServiceCollection services)
    {
        services.AddOptions<ModelOptions>();
        services.TryAddSingleton(provider => provider.GetRequiredService<IOptions<ModelOptions>>().Value.OpenStore());
        return services;
    }
}
