using static TorchSharp.torch;

namespace Analytics.Train.Training;

/// <summary>The running mean of a network's weights, which does better than the weights themselves (Polyak and Juditsky, 1992).</summary>
internal sealed class MovingWeights : IDisposable
{
    private readonly double _share;
    private readonly Dictionary<string, Tensor> _mean;

    /// <param name="network">Its weights are the first mean.</param>
    /// <param name="share">What the weights at a step count; more at first, so that the random start is soon forgotten.</param>
    public MovingWeights(nn.Module network, double share)
    {
        _share = share;
        _mean = network.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.detach().clone().DetachFromDisposeScope());
    }

    /// <summary>The means by the names of the weights.</summary>
    public IReadOnlyDictionary<string, Tensor> Mean => _mean;

    /// <summary>Takes in the weights after a step.</summary>
    public void Add(nn.Module network, long step)
    {
        using var scope = NewDisposeScope();
        using var free = no_grad();
        var share = Math.Max(_share, 9.0 / (step + 10));
        foreach (var (name, weight) in network.state_dict())
        {
            if (weight.is_floating_point())
            {
                _mean[name].lerp_(weight, share);
            }
            else
            {
                _mean[name].copy_(weight);
            }
        }
    }

    /// <summary>Writes the means into <paramref name="network"/>.</summary>
    public void CopyTo(nn.Module network)
    {
        using var free = no_grad();
        foreach (var (name, weight) in network.state_dict())
        {
            weight.copy_(_mean[name]);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var mean in _mean.Values)
        {
            mean.Dispose();
        }
    }
}
