using System.Security.Cryptography;
using Analytics.Contracts;
using Analytics.Runtime.Models;
using Analytics.Train.Data;
using Analytics.Train.Distilling;
using Analytics.Train.Networks;
using Analytics.Train.Training;

namespace Analytics.Train.Evaluating;

/// <summary>What a run has learnt so far as a model among the others, to be judged as one of them.</summary>
internal static class Candidate
{
    private const string Id = "candidate";
    private const int Batch = 32;

    /// <summary>Exports the run and makes a catalogue that knows its model.</summary>
    /// <param name="run">The folder of the run.</param>
    /// <param name="task">What its model must do.</param>
    /// <exception cref="FailureException">It does something else, or has no checkpoint yet.</exception>
    public static (ModelStore Store, ModelCard Card) Of(string run, ModelTask task)
    {
        var spec = NetworkSpec.Of(run);
        if (task != (spec.Name == NetworkSpec.Detector ? ModelTask.Detect : ModelTask.Embed))
        {
            throw new InvalidException(
                $"'{run}' holds a run of {spec.Name}. Evaluate it with 'evaluate {(task == ModelTask.Embed ? "detector" : "embedder")}'.");
        }

        var (draft, file) = task == ModelTask.Detect ? Detector(run) : Embedder(run, spec);
        var card = draft with
        {
            Id = Id,
            Name = $"{spec.Name} of {run}",
            File = $"{Id}.onnx",
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(file)),
            Bytes = file.Length,
            Calibration = null,
            Golden = null,
        };
        File.WriteAllBytes(Path.Combine(run, card.File), file);
        return (new ModelStore(run, new ModelCatalog([.. ModelCatalog.BuiltIn.Cards, card], ModelCatalog.BuiltIn.Packs)), card);
    }

    // Both begin as the card of a teacher: what is not said here is answered as the teacher does.
    private static (ModelCard Draft, byte[] File) Detector(string run)
    {
        using var network = Finished.Detector(run);
        var card = ModelCatalog.BuiltIn.Card(FinderTaps.TeacherId, ModelTask.Detect);
        return (card with { Input = Inputs.Standard with { MultipleOf = FaceFinder.Strides[^1] } }, OnnxFile.Of(network));
    }

    private static (ModelCard Draft, byte[] File) Embedder(string run, NetworkSpec spec)
    {
        using var network = Finished.Embedder(run);
        var card = ModelCatalog.BuiltIn.Card(Student.TeacherId, ModelTask.Embed);
        return (
            card with
            {
                Input = Inputs.Standard with { Width = network.Side, Height = network.Side },
                MaxBatch = Batch,
                Embedding = new EmbeddingSpec { Length = network.Length, Template = FaceTemplate.ForCard(spec.Template(network.Side)) },
            },
            OnnxFile.Of(network));
    }
}
