using System.Security.Cryptography;
using Analytics.Runtime.Models;
using Analytics.Train.Networks;
using Analytics.Train.Onnx;
using Analytics.Train.Training;

namespace Analytics.Train.Evaluating;

/// <summary>What a run has learnt so far as a model among the others, to be judged as one of them.</summary>
internal static class Candidate
{
    private const string Id = "candidate";

    /// <summary>Exports the run and makes a catalogue that knows its model.</summary>
    /// <param name="run">The folder of the run.</param>
    /// <param name="draft">How the model is asked for what it does, the file left open.</param>
    public static (ModelStore Store, ModelCard Card) Of(string run, ModelCard draft)
    {
        var file = NetworkSpec.Of(run).Name == NetworkSpec.Detector ? OnnxFile.Of(Finished.Detector(run)) : OnnxFile.Of(Finished.Embedder(run));
        var card = draft with
        {
            Id = Id, Name = $"{NetworkSpec.Of(run).Name} of {run}", File = $"{Id}.onnx",
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(file)), Bytes = file.Length,
        };
        File.WriteAllBytes(Path.Combine(run, card.File), file);
        return (new ModelStore(run, new ModelCatalog([.. ModelCatalog.BuiltIn.Cards, card], ModelCatalog.BuiltIn.Packs)), card);
    }
}
