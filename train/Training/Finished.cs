using Analytics.Contracts;
using Analytics.Train.Networks;
using static TorchSharp.torch;

namespace Analytics.Train.Training;

/// <summary>What a run has learnt so far: its networks, with the mean of the weights, in evaluation.</summary>
internal static class Finished
{
    /// <summary>The embedder of a run.</summary>
    /// <exception cref="FailureException">The folder is not that of a run, or has no checkpoint.</exception>
    public static EmbeddingNetwork Embedder(string folder) => Load(folder, NetworkSpec.Of(folder).MakeEmbedder());

    /// <summary>The detector of a run.</summary>
    /// <exception cref="FailureException">The folder is not that of a run, or has no checkpoint.</exception>
    public static FaceFinder Detector(string folder) => Load(folder, new FaceFinder(normalise: false));

    private static T Load<T>(string folder, T network)
        where T : nn.Module
    {
        new RunFolder(folder).ReadMean(network);
        network.eval();
        return network;
    }
}
